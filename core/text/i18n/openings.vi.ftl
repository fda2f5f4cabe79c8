## Mở sổ khách

opening-nav = Mở sổ khách
opening-title = Yêu cầu mở sổ khách
opening-lead = Sổ khách của một địa điểm chỉ mở được cho một ca bệnh, nhiều nhất sáu giờ, khi hai cán bộ cùng ký. Máy mở sổ của tỉnh là nơi duy nhất đọc được.
opening-how = Để yêu cầu mở sổ, hãy mở trang của địa điểm.
opening-none = Chưa có yêu cầu nào.
opening-one = Mở sổ khách
opening-ask = Yêu cầu mở sổ khách
opening-place = Địa điểm
opening-district = Đơn vị hành chính
opening-codes = Số thế hệ mã của địa điểm
opening-hours = Thời gian
opening-case = Ca bệnh
opening-case-hint = Số của ca bệnh như cơ quan bạn ghi.
opening-asked = Yêu cầu lúc
opening-your-turn = Chờ bạn ký
opening-from = Từ
opening-from-form = ngày/tháng/năm giờ:00
opening-from-hint = Đầu một giờ trong 28 ngày qua, như 26/11/2026 08:00. Máy của người kiểm soát bị mất mạng có thể gửi chậm đến 24 giờ.
opening-how-long = Trong
# $count (number) = 2
opening-hours-count = { $count } giờ
opening-reason = Lý do
opening-reason-hint = Cán bộ thứ hai và người giữ máy mở sổ đều đọc.
opening-second = Cán bộ ký thứ hai
opening-second-hint = Người giám sát có khóa ký của riêng mình.
opening-nobody-second = Chưa có người giám sát nào khác có khóa ký. Hãy nhờ một người giám sát tạo khóa ký trước.
opening-to-sign = Tiếp tục để ký
opening-officers = Cán bộ ký
opening-expires = Hết hạn
opening-recipient = Khóa nhận
opening-request = Mã yêu cầu
opening-words = Nội dung được ký
opening-words-hint = Hai cán bộ ký đúng những dòng này, và máy mở sổ hiện lại đúng những dòng này.
opening-sign = Ký
opening-sign-hint = Trình duyệt sẽ hỏi khóa ký của bạn. Chỉ ký khi mọi dòng đều đúng.
opening-sign-act = Ký bằng khóa của tôi
opening-needs-scripts = Muốn tạo khóa và ký, trình duyệt phải chạy được JavaScript và hỗ trợ khóa ký (WebAuthn). Những phần khác của trang không cần.
opening-key-waiting = Đang chờ khóa ký của bạn…
opening-key-failed = Chưa ký được: bạn đã hủy, quá thời gian, hoặc khóa không có trên máy này. Hãy thử lại.
opening-no-key = Bạn chưa có khóa ký.
opening-refuse = Từ chối
opening-refuse-why = Vì sao từ chối?
opening-refuse-act = Từ chối yêu cầu
opening-why-refused = Lý do từ chối
opening-to-opener = Đưa đến máy mở sổ
opening-to-opener-lead = Tải tệp này và mang đến máy mở sổ của tỉnh bằng thẻ nhớ. Chỉ máy đó đọc được.
opening-take = Tải tệp cho máy mở sổ
opening-take-hint = Nếu máy mở sổ hỏi thẻ, hãy giữ nguyên tệp này cho lần mở thứ hai.
opening-from-opener = Tệp từ máy mở sổ
opening-from-opener-file = Tệp
opening-from-opener-hint = Danh sách thẻ, hoặc kết quả. Với danh sách thẻ, bạn nhận lại một tệp thẻ.
opening-bring = Gửi tệp
opening-outcome = Kết quả
# $count (number) = 12
opening-found = { $count } lượt trong sổ
# $count (number) = 9
opening-contacts = { $count } người trở thành người tiếp xúc của ca
# $count (number) = 1
opening-not-foreign = { $count } phong bì của nơi hoặc giờ khác: không mở
# $count (number) = 1
opening-not-opened = { $count } phong bì không mở được
# $count (number) = 1
opening-not-forged = { $count } phong bì có chữ ký sai
# $count (number) = 1
opening-not-card = { $count } thẻ không có thông tin liên hệ
# $count (number) = 1
opening-not-repeated = { $count } phong bì trùng
# $name (text) = an
opening-event-asked = { $name } yêu cầu
# $name (text) = an
opening-event-signed = { $name } ký
opening-event-refused = Bị từ chối
opening-event-handed-out = Tệp cho máy mở sổ được tải lần đầu
opening-event-imported = Kết quả trở thành người tiếp xúc
opening-state-waits-for-first = Chờ người yêu cầu ký
opening-state-waits-for-second = Chờ cán bộ thứ hai ký
opening-state-signed = Đủ hai chữ ký
opening-state-refused = Bị từ chối
opening-state-expired = Hết hạn
opening-state-imported = Đã nhập kết quả

## Khóa ký của cán bộ

opening-keys = Khóa ký
opening-keys-lead = Khóa ký thay cho chữ ký của bạn trên yêu cầu mở sổ khách. Khóa nằm trong máy hoặc thiết bị khóa của bạn; máy chủ chỉ biết phần công khai.
opening-key-make = Tạo khóa ký
opening-key-confirm = Trước khi tạo khóa, hãy nhập lại mật khẩu và mã.
opening-key-make-hint = Trình duyệt sẽ hỏi cách mở khóa: vân tay, mã PIN hoặc thiết bị khóa.
opening-key-make-act = Tạo khóa
# $number (text) = 12
opening-key-name = Cán bộ số { $number }
opening-key-list = Khóa của bạn
opening-key-none = Bạn chưa có khóa nào.
opening-key-fingerprint = Dấu vân
opening-key-origin = Tạo tại trang
opening-key-added = Tạo lúc
opening-key-revoked = Hủy lúc
opening-key-revoke = Hủy khóa
opening-key-pem = Tải khóa công khai
opening-at-opener = Ghi danh tại máy mở sổ
opening-at-opener-lead = Tự mang khóa công khai đến máy mở sổ của tỉnh. Người giữ máy ghi danh bạn với số dưới đây, và ghi danh khóa nhận của máy chủ một lần.
opening-officer-number = Số cán bộ của bạn
opening-recipient-take = Tải khóa nhận

## Bị từ chối

opening-error-case = Không có ca bệnh với số này trong địa bàn của bạn.
opening-error-place = Địa điểm này không thuộc địa bàn của bạn hoặc không phải ghi sổ khách.
opening-error-codes = Không có mã nào của địa điểm còn hiệu lực trong những giờ này, hoặc có quá bốn mã. Hãy chọn giờ khác.
opening-error-from = Hãy viết đầu một giờ trong 28 ngày qua, như 26/11/2026 08:00.
opening-error-hours = Chọn từ 1 đến 6 giờ.
opening-error-reason = Hãy viết lý do bằng chữ, nhiều nhất 240 byte.
opening-error-second = Cán bộ thứ hai phải là người giám sát khác, có khóa ký.
opening-error-one-key = Hai cán bộ phải có hai khóa khác nhau.
opening-limit = Đã đủ số yêu cầu: 4 cho một địa điểm trong bảy ngày, 5 cho một cán bộ và 20 cho một huyện trong một ngày.
opening-not-named = Chỉ hai cán bộ có tên trong yêu cầu mới làm được việc này.
opening-not-now = Yêu cầu này không còn ở bước đó. Hãy tải lại trang.
opening-signature-refused = Chữ ký không khớp với nội dung hoặc với khóa của bạn. Hãy ký lại trên trang này.
opening-key-refused = Khóa không được tạo trên trang này hoặc trang đã mở quá lâu. Hãy tải lại trang rồi tạo lại.
opening-key-there = Bạn đã có khóa ký. Hãy hủy khóa đó trước.
opening-key-revoked-since = Một khóa đã bị hủy sau khi ký. Hãy tạo yêu cầu mới.
opening-file-refused = Tệp không phải của yêu cầu này, hoặc không do máy mở sổ của tỉnh ký.
opening-no-pack = Máy chủ chưa có gói khóa còn hạn của tỉnh, nên không biết máy mở sổ nào đã ký. Hãy nhờ người quản trị đặt gói mới.

## Ghi chú ở người tiếp xúc

# $place (text) = Bệnh viện Bảo Lâm
# $when (text) = 26/11/2026 08:12
# $way (text) = vào
# $grade (text) = khách tự quét
# $companions (number) = 2
opening-note = Sổ khách { $place }: { $when } { $way } ({ $grade }){ $companions ->
    [0] {""}
   *[other] , đi cùng { $companions } người
}
opening-way-in = vào
opening-way-out = ra
opening-way-both = vào và ra
opening-number-certified = Số điện thoại đã xác nhận bằng tin nhắn.
opening-grade-self = khách tự quét
opening-grade-phone = quét mã trên điện thoại
opening-grade-old = mã trên điện thoại đã cũ
opening-grade-paper = thẻ giấy
opening-grade-behalf = người kiểm soát ghi

## Nhật ký

console-act-list-openings = Xem danh sách yêu cầu mở sổ khách
console-act-view-opening = Xem một yêu cầu mở sổ khách
console-act-ask-opening = Yêu cầu mở sổ khách
console-act-sign-opening = Ký yêu cầu mở sổ khách
console-act-refuse-opening = Từ chối yêu cầu mở sổ khách
console-act-take-opening-file = Tải tệp cho máy mở sổ
console-act-give-opening-cards = Lấy thẻ mà máy mở sổ hỏi
console-act-import-opening = Nhập kết quả từ máy mở sổ
console-act-view-signing-keys = Xem khóa ký của mình
console-act-enrol-signing-key = Tạo khóa ký
console-act-revoke-signing-key = Hủy khóa ký
