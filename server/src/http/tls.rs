//! TLS, where the server ends it itself.
//!
//! Certificate and key are PEM files. They are read again when one of them changes, so that a renewed certificate needs no
//! restart; files that cannot be used are reported once, and those from before hold until a look finds files that can.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::ground::error::Fault;
use crate::ground::tls_files::TlsFiles;

/// How often the files are looked at.
const LOOKED_AT: Duration = Duration::from_mins(1);

/// What a handshake needs, as it is now.
pub(crate) type Current = watch::Receiver<Arc<ServerConfig>>;

/// The certificate of a server, kept as its files have it.
pub(crate) struct Certificate {
    files: TlsFiles,
    /// When the files that hold were changed.
    held: [SystemTime; 2],
    /// What was last reported, so that it is reported once.
    reported: Option<String>,
    current: watch::Sender<Arc<ServerConfig>>,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// [`Fault::File`] for the file that cannot be read, holds no certificate or key in PEM, or does not fit the other.
    pub(crate) fn read(files: TlsFiles) -> Result<(Self, Current), Fault> {
        let held = modified(&files)?;
        let (sender, current) = watch::channel(config(&files)?);
        Ok((Self { files, held, reported: None, current: sender }, current))
    }

    /// Reads the files again whenever one of them changed, until `stopped` says so.
    pub(crate) async fn keep_current(mut self, mut stopped: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOKED_AT) => self.look_again(),
                _ = stopped.wait_for(|stop| *stop) => return,
            }
        }
    }

    fn look_again(&mut self) {
        let read = modified(&self.files).and_then(|changed| {
            let is_new = changed != self.held;
            Ok((changed, is_new.then(|| config(&self.files)).transpose()?))
        });
        match read {
            Ok((_, None)) => self.reported = None,
            Ok((changed, Some(config))) => {
                (self.held, self.reported) = (changed, None);
                self.current.send_replace(config);
                tracing::info!("the certificate was read again");
            }
            Err(fault) => {
                let said = fault.to_string();
                if self.reported.as_ref() != Some(&said) {
                    tracing::error!(%fault, "the new certificate cannot be used: the one from before holds");
                    self.reported = Some(said);
                }
            }
        }
    }
}

fn modified(files: &TlsFiles) -> Result<[SystemTime; 2], Fault> {
    let of = |file: &Path| std::fs::metadata(file).and_then(|data| data.modified()).map_err(Fault::file(file));
    Ok([of(&files.certificate)?, of(&files.key)?])
}

fn config(files: &TlsFiles) -> Result<Arc<ServerConfig>, Fault> {
    let unusable = |file: &Path, why: &'static str| Fault::file(file)(io::Error::new(io::ErrorKind::InvalidData, why));
    let read = |file: &Path| std::fs::read(file).map_err(Fault::file(file));
    let (chain, key) = (read(&files.certificate)?, read(&files.key)?);
    let chain = CertificateDer::pem_slice_iter(&chain).collect::<Result<Vec<_>, _>>();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| unusable(&files.certificate, "holds no certificate in PEM"))?;
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| unusable(&files.key, "holds no key in PEM"))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|_| unusable(&files.key, "does not fit the certificate, or is of a kind that is not known"))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
pub(super) mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};

    use super::*;

    /// Writes a new certificate for localhost and its key. Returns the certificate.
    pub(in crate::http) fn renew(directory: &Path) -> (TlsFiles, CertificateDer<'static>) {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let files = TlsFiles { certificate: directory.join("cert.pem"), key: directory.join("key.pem") };
        std::fs::write(&files.certificate, cert.pem()).unwrap();
        std::fs::write(&files.key, signing_key.serialize_pem()).unwrap();
        (files, cert.der().clone())
    }

    #[test]
    fn files_that_are_none_or_do_not_fit_each_other_are_named() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (files, _) = renew(one.path());
        let (others, _) = renew(other.path());
        let refused = |certificate: &Path, key: &Path| {
            let files = TlsFiles { certificate: certificate.to_owned(), key: key.to_owned() };
            Certificate::read(files).err().unwrap().to_string()
        };
        let missing = one.path().join("missing.pem");
        assert!(refused(&missing, &files.key).contains("missing.pem"));
        assert!(refused(&files.key, &files.key).contains("holds no certificate in PEM"));
        assert!(refused(&files.certificate, &files.certificate).contains("holds no key in PEM"));
        assert!(refused(&files.certificate, &others.key).contains("does not fit"));
        assert!(Certificate::read(files).is_ok());
    }

    #[test]
    fn a_renewed_certificate_is_taken_and_a_broken_one_leaves_the_one_from_before() {
        let directory = tempfile::tempdir().unwrap();
        let (files, _) = renew(directory.path());
        let (mut certificate, current) = Certificate::read(files.clone()).unwrap();
        let first = current.borrow().clone();
        certificate.look_again();
        assert!(Arc::ptr_eq(&first, &current.borrow()), "nothing changed");
        let touch = |file: &Path, seconds| {
            let file = std::fs::File::options().append(true).open(file).unwrap();
            file.set_modified(SystemTime::now() + Duration::from_secs(seconds)).unwrap();
        };
        std::fs::write(&files.key, "broken").unwrap();
        touch(&files.key, 100);
        certificate.look_again();
        assert!(Arc::ptr_eq(&first, &current.borrow()), "a broken key is not taken");
        let (_, key) = (renew(directory.path()), std::fs::read(&files.key).unwrap());
        std::fs::remove_file(&files.key).unwrap();
        certificate.look_again();
        assert!(Arc::ptr_eq(&first, &current.borrow()), "one of two files is not taken");
        // Without another change of the certificate: what could not be used is tried until it can.
        std::fs::write(&files.key, key).unwrap();
        touch(&files.key, 100);
        certificate.look_again();
        assert!(!Arc::ptr_eq(&first, &current.borrow()), "the renewed one is");
    }
}
