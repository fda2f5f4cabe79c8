//! The user's code for a checker, as a QR code in the terminal.

use core::time::Duration;
use std::process::ExitCode;

use lancan_core::PersonCode;
use lancan_protocol::problem::Problem;
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};

use super::{home::Home, say::Speech, screen::draw};
use crate::failure::{Failure, Outcome};

/// Time between two drawings.
const DRAW_EVERY: Duration = Duration::from_secs(30);

/// The user's code for a checker.
#[derive(clap::Args)]
pub(crate) struct CodeWish {
    /// Draws it once, and does not stay.
    #[arg(long)]
    once: bool,
    /// Two digits of the province in which you show it, kept for the next times; without it that of the place that you visited last.
    #[arg(long)]
    province: Option<String>,
}

/// Shows the code, and draws it again every 30 seconds until Ctrl-C.
pub(crate) async fn run(home: &Home, wish: CodeWish, speech: Speech) -> Outcome {
    let mut tracer = home.tracer(speech)?;
    if let Some(province) = &wish.province {
        tracer.set_code_province(lancan_desktop::now(), Some(province)).map_err(|problem| match problem {
            Problem::RequestInvalid => speech.fails_with("phone-code-province-wrong", &[]),
            problem => speech.failure(problem),
        })?;
    }
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    let mut turn = tokio::time::interval(DRAW_EVERY);
    let mut drawn = 0;
    loop {
        tokio::select! {
            _ = &mut interrupted => return Ok(ExitCode::SUCCESS),
            _ = turn.tick() => {}
        }
        let shown = tracer.person_code(lancan_desktop::now()).map_err(|problem| match problem {
            Problem::NothingToDo => Failure::of("phone-code-contact-needed"),
            problem => speech.failure(problem),
        })?;
        drawn = draw(&lines(&shown, speech)?, drawn)?;
        if wish.once {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

fn picture(shown: &PersonCode) -> Result<QrCode, Failure> {
    QrCode::with_error_correction_level(&shown.text, EcLevel::M).map_err(Failure::new)
}

fn lines(shown: &PersonCode, speech: Speech) -> Result<Vec<String>, Failure> {
    let picture = picture(shown)?.render::<Dense1x2>().build();
    let mut lines: Vec<String> = picture.lines().map(str::to_owned).collect();
    lines.push(shown.line.clone());
    lines.push(speech.plain("phone-code-shown"));
    lines.push(match &shown.province {
        Some(province) => speech.with("phone-code-follows", "province", province),
        None => speech.plain("phone-code-no-province"),
    });
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use lancan_core::LogContact;
    use lancan_protocol::{lc1, visitor_log::PhoneCode};
    use lancan_text::Language;

    use super::{super::home::tests::folder_with_server, *};

    #[test]
    fn the_code_fits_49_modules_and_shows_the_masked_line_below() {
        let folder = folder_with_server();
        let speech = Speech::of(Language::En);
        let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
        let mut tracer = home.tracer(speech).unwrap();
        let now = lancan_desktop::now();
        assert_eq!(tracer.person_code(now).err(), Some(Problem::NothingToDo));
        let contact = LogContact {
            name: "Nguyễn Thị Minh Khai".into(),
            phone: "0912345678".into(),
            birth_year: None,
            unit: None,
        };
        tracer.set_log_contact(now, &contact).unwrap();
        let shown = tracer.person_code(now).unwrap();
        assert!(picture(&shown).unwrap().width() <= 49);
        assert!(PhoneCode::read(&lc1::bytes(&shown.text).unwrap()).is_ok());
        let lines = lines(&shown, speech).unwrap();
        assert_eq!(lines[lines.len() - 3], "N. T. M. K*** · •••••••678");
        assert!(lines[lines.len() - 1].contains("--province"), "nobody knows yet in which province it is shown");
        tracer.set_code_province(now, Some("68")).unwrap();
        let follows = super::lines(&tracer.person_code(now).unwrap(), speech).unwrap().pop().unwrap();
        assert!(follows.contains("province 68"), "{follows}");
        assert!(lines[0].chars().all(|c| !c.is_alphanumeric()) && lines.len() > 25, "{lines:?}");
    }
}
