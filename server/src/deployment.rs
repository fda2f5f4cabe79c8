//! What an app pins: whose server this is and which keys it signs with.

use lancan_protocol::wire::Deployment;

use crate::app::App;

impl App {
    pub(crate) fn deployment(&self) -> Deployment {
        Deployment {
            authority: self.config.authority.clone(),
            service_uuid: self.config.service_uuid,
            export_keys: vec![self.secrets.export.public()],
            index_keys: vec![self.secrets.index.public()],
            rules_keys: vec![self.secrets.rules.public()],
        }
    }
}
