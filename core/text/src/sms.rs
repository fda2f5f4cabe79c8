//! SMS texts with a code: one message of the GSM 7-bit alphabet each, so no accents and at most 160 characters.

use lancan_protocol::code::Code;

use crate::Catalogue;

/// Most characters of one message in the GSM 7-bit default alphabet (3GPP TS 23.038).
pub const MOST_CHARACTERS: usize = 160;

/// The message that brings a short code.
///
/// The centre's name loses its accents, and its end where the message would be longer than [`MOST_CHARACTERS`].
pub fn short_code(text: &Catalogue, centre: &str, code: &Code, minutes: u32) -> String {
    let code = code.grouped();
    fit(centre, |centre| {
        text.message(
            "sms-short-code",
            &[("centre", centre.into()), ("code", (&code).into()), ("minutes", minutes.into())],
        )
    })
    .unwrap_or(code)
}

/// The message that brings a long code as a link; none where the link is too long for one message or holds a
/// character that the alphabet lacks. The link is never changed.
pub fn long_code(text: &Catalogue, centre: &str, link: &str, hours: u32) -> Option<String> {
    if !link.chars().all(|c| plain(c) || matches!(c, '_')) {
        return None;
    }
    fit(centre, |centre| {
        text.message("sms-long-code", &[("centre", centre.into()), ("link", link.into()), ("hours", hours.into())])
    })
}

/// The message that brings a one-time password of six digits.
pub fn otp(text: &Catalogue, password: &str, minutes: u32) -> String {
    text.message("sms-otp", &[("password", password.into()), ("minutes", minutes.into())])
}

/// The message to whoever runs a place: that the authority warned of a day there, or withdrew a warning. None where link and
/// date leave no room.
pub fn place(text: &Catalogue, name: &str, date: &str, link: &str, is_withdrawn: bool) -> Option<String> {
    let key = if is_withdrawn { "sms-place-withdrawn" } else { "sms-place-warned" };
    fit(name, |name| text.message(key, &[("place", name.into()), ("date", date.into()), ("link", link.into())]))
}

/// The message to somebody in quarantine who missed the reports of a day: the day, the hours until which reports are due, and
/// where they are sent.
pub fn quarantine(text: &Catalogue, date: &str, (morning, afternoon): (u32, u32), link: &str) -> String {
    let hours = [("morning", morning.into()), ("afternoon", afternoon.into())];
    text.message("sms-quarantine", &[&[("date", date.into()), ("link", link.into())], hours.as_slice()].concat())
}

/// The message to the managers of a facility that has not assessed itself today: where they do. None where the link leaves no room.
pub fn facility(text: &Catalogue, name: &str, link: &str) -> Option<String> {
    fit(name, |name| text.message("sms-facility-due", &[("place", name.into()), ("link", link.into())]))
}

/// Writes the message with as much of a name as fits; none where it does not fit without it.
fn fit(centre: &str, write: impl Fn(&str) -> String) -> Option<String> {
    let name = unaccented(centre);
    let without = write("").chars().count();
    let room = MOST_CHARACTERS.checked_sub(without)?;
    let shortened: String = name.chars().take(room).collect();
    Some(write(shortened.trim_end()))
}

/// Vietnamese without its accents; characters that the GSM alphabet lacks, or that count twice there, are left out.
pub fn unaccented(text: &str) -> String {
    let letters = text.chars().map(|c| {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let base = match lower {
            'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ẵ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ẩ' | 'ẫ' | 'ậ' => {
                'a'
            }
            'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ể' | 'ễ' | 'ệ' => 'e',
            'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' => 'i',
            'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ở' | 'ỡ' | 'ợ' => {
                'o'
            }
            'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ử' | 'ữ' | 'ự' => 'u',
            'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ' => 'y',
            'đ' => 'd',
            '–' | '—' => '-',
            '\n' | '\r' | '\t' | '\u{a0}' => ' ',
            _ => return c,
        };
        if c == lower { base } else { base.to_ascii_uppercase() }
    });
    let mut plain_text = String::with_capacity(text.len());
    for c in letters.filter(|c| plain(*c)) {
        if c != ' ' || !(plain_text.is_empty() || plain_text.ends_with(' ')) {
            plain_text.push(c);
        }
    }
    plain_text.truncate(plain_text.trim_end().len());
    plain_text
}

/// ASCII characters that take one place in the GSM 7-bit default alphabet.
fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || " !\"#$%&'()*+,-./:;<=>?@".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    fn longest_code() -> Code {
        Code::short(Code::MOST_DIGITS, &mut ChaCha20Rng::seed_from_u64(1))
    }

    #[test]
    fn vietnamese_loses_its_accents_and_nothing_else() {
        assert_eq!(
            unaccented("Trung tâm Y tế huyện BẢO LÂM, Đắk Lắk – số 5"),
            "Trung tam Y te huyen BAO LAM, Dak Lak - so 5"
        );
        assert_eq!(unaccented("Nguyễn Thị Ngọc Phượng, Lý Tử Ỷ"), "Nguyen Thi Ngoc Phuong, Ly Tu Y");
        assert_eq!(unaccented("  a\t\nb [c] {d} ~ 😀 "), "a b c d");
        assert_eq!(unaccented("Ba\u{309}o La\u{302}m"), "Bao Lam", "decomposed letters too");
    }

    #[test]
    fn the_message_names_the_centre_the_code_and_the_time() {
        let code = longest_code();
        let message = short_code(Catalogue::of(Language::Vi), "Trung tâm Y tế huyện Bảo Lâm", &code, 15);
        assert!(message.starts_with("Trung tam Y te huyen Bao Lam: ma cua ban la "), "{message}");
        assert!(message.contains(&code.grouped()) && message.contains("15 phut"), "{message}");
    }

    #[test]
    fn what_managers_of_a_place_are_told_fits_one_message_whatever_the_place_is_called() {
        let link = format!("https://{}/dia-diem", "a".repeat(40));
        for (name, is_withdrawn) in
            [("Chợ Lộc Thắng", true), ("Chợ Lộc Thắng", false), (&*"Trường học ".repeat(30), true)]
        {
            for language in [Language::Vi, Language::En] {
                let said = place(Catalogue::of(language), name, "24/05/2021", &link, is_withdrawn).unwrap();
                assert!(said.is_ascii() && said.len() <= MOST_CHARACTERS, "{said}");
                assert!(
                    said.contains("24/05/2021") && said.contains(&link) && said.contains(&unaccented(name)[..3]),
                    "{said}"
                );
            }
        }
    }

    #[test]
    fn a_link_that_does_not_fit_or_cannot_be_written_gives_no_message() {
        let text = Catalogue::of(Language::Vi);
        let link = |length: usize| format!("https://{}", "a".repeat(length));
        assert!(long_code(text, "TTYT", &link(60), 24).is_some_and(|message| message.contains(&link(60))));
        assert_eq!(long_code(text, "TTYT", &link(160), 24), None);
        assert_eq!(long_code(text, "TTYT", "https://ví-dụ.vn", 24), None);
        assert_eq!(long_code(text, "TTYT", "https://a.vn/{x}", 24), None);
    }

    proptest! {
        #[test]
        fn whatever_the_centre_is_called_a_message_is_plain_whole_and_short(centre in ".{0,300}", minutes in 0_u32..100_000) {
            for language in Language::ALL {
                let text = Catalogue::of(language);
                let code = longest_code();
                let link = "https://khaibao.example.gov.vn/c/0123456789ABCDEF";
                let short = short_code(text, &centre, &code, minutes);
                let long = long_code(text, &centre, link, minutes).unwrap();
                prop_assert!(short.contains(&code.grouped()) && long.contains(link));
                let password = otp(text, "012345", minutes);
                prop_assert!(password.contains("012345"));
                for message in [short, long, password] {
                    prop_assert!(message.len() <= MOST_CHARACTERS && message.chars().all(plain), "{}", message);
                    prop_assert!(!message.contains("sms-"), "{}", message);
                }
            }
        }
    }
}
