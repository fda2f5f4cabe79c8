//! What the opener's own screen shows before it opens anything: in Vietnamese, English beside it.

use lancan_protocol::{hex, key_days::KeyDays, places::Minute, time::UnixTime, visitor_log::OpeningRequest};

use crate::enrolled::Enrolled;

/// What whoever sits at the opener reads before they say yes.
pub fn screen(request: &OpeningRequest, enrolled: &Enrolled, days: KeyDays) -> String {
    let [one, other] = request.officers.map(|number| {
        let name = enrolled.name(number).unwrap_or("?");
        format!("{name} ({number})")
    });
    let first = request.first_hour.start();
    let end = request.first_hour.plus(request.hours.into()).start();
    let rows = [
        ("Địa điểm / Place", request.place.clone()),
        ("Đơn vị hành chính / District", request.district.to_string()),
        ("Thế hệ mã của địa điểm / Code generations", request.logs.len().to_string()),
        ("Từ / From", local(first, days)),
        ("Đến / Until", local(end, days)),
        ("Ca bệnh / Case", request.case.clone()),
        ("Lý do / Reason", request.reason.clone()),
        ("Cán bộ ký / Officers", format!("{one}, {other}")),
        ("Hết hạn / Expires", local(Minute::start(request.expires), days)),
        ("Khóa nhận / Recipient key", hex::encode(&request.recipient).chars().take(16).collect()),
        ("Mã yêu cầu / Request", hex::encode(&request.id)),
    ];
    let widest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| {
        let gap = " ".repeat(widest.saturating_sub(name.chars().count()));
        format!("  {name}{gap}  {value}\n")
    };
    let body: String = rows.iter().map(line).collect();
    format!("YÊU CẦU MỞ SỔ KHÁCH / REQUEST TO OPEN A VISITOR LOG\n\n{body}")
}

/// `03/05/2021 08:00` by the deployment's clocks.
fn local(at: UnixTime, days: KeyDays) -> String {
    let day = days.day(at);
    let seconds = at.0.saturating_sub(days.start(day).0);
    let date = i32::try_from(day.0).ok().and_then(chrono::NaiveDate::from_epoch_days);
    let date = date.map(|date| date.format("%d/%m/%Y").to_string()).unwrap_or_default();
    format!("{date} {:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
}
