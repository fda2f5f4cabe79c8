### Các ứng dụng mẫu: khai báo y tế. What Vietnamese users of the demo apps see when they declare their health.

declare-lead = Không có mạng vẫn điền được. Những gì bạn viết được mã hóa trên máy này và gửi khi có mạng.
declare-for = Khai cho ai
declare-profile = Thông tin của tôi
# $name (text) = Bé An
declare-profile-of = Thông tin của { $name }
declare-profile-lead = Viết một lần, các tờ khai sau được điền sẵn. Thông tin chỉ nằm trên máy này, đã mã hóa, cho đến khi bạn gửi tờ khai. Câu hỏi về sức khỏe luôn được hỏi lại.
declare-saved = Đã lưu trên máy này, đã mã hóa. Chưa gửi gì.

## Tờ khai

declare-forms = Các tờ khai
# $title (text) = Khai báo y tế tự nguyện
declare-fill = Điền: { $title }
# $title (text) = Khai báo y tế tự nguyện
declare-go-on = Điền tiếp: { $title }
# $title (text) = Khai báo y tế tự nguyện
declare-drop = Xóa bản nháp: { $title }
# $title (text) = Khai báo y tế tự nguyện
# $when (text) = 08:30 03/05/2021
declare-draft-line = { $title }, viết lúc { $when }
declare-draft-refused = Máy chủ chưa nhận tờ này. Hãy xem lại từng phần rồi gửi lại.
declare-fetch = Lấy tờ khai mới của cơ quan y tế

## Điền tờ khai

# $at (number) = 2
# $all (number) = 7
declare-part = Phần { $at }/{ $all }
# $label (text) = Thư điện tử
declare-optional = { $label } (có thể để trống)
# $label (text) = Nước đã đến trong 14 ngày qua
# $at (number) = 2
declare-entry = { $label } ({ $at })
declare-next = Tiếp theo
declare-back = Quay lại
declare-check = Kiểm tra và gửi
# $count (number) = 3
declare-missing = Còn { $count } câu cần xem lại
    .next = Bản nháp đã được lưu. Hãy đến từng phần và trả lời.
# $label (text) = Thân nhiệt
# $value (text) = 36,8
declare-answer = { $label }: { $value }
# $label (text) = Sức khỏe hôm nay
declare-go-to = Đến phần: { $label }
declare-ready = Tờ khai đã đủ
    .next = Đây là mức nguy cơ mà điện thoại tính theo tờ khai. Máy chủ tính lại khi nhận được.

## Gửi và xem lại

# $title (text) = Khai báo y tế tự nguyện
declare-arrived = Máy chủ đã nhận: { $title }
# $title (text) = Khai báo y tế tự nguyện
declare-is-waiting = { $title }: đang chờ gửi
# $title (text) = Khai báo y tế tự nguyện
# $when (text) = 08:30 03/05/2021
# $class (text) = Chưa thấy nguy cơ
declare-is-there = { $title }, máy chủ nhận lúc { $when }: { $class }
# $title (text) = Khai báo y tế tự nguyện
declare-look = Xem: { $title }
# $title (text) = Tờ khai nhập cảnh
declare-look-pass = Mã qua cửa khẩu: { $title }
declare-sign-in = Xác nhận số điện thoại để gửi
    .next = Một tin nhắn có mã sáu chữ số sẽ đến số này. Trên máy này, 30 ngày sau mới phải làm lại.
declare-sign-in-now = Xác nhận và gửi
# $phone (text) = +84912345678
# $when (text) = 08:30 03/05/2021
declare-signed-in = Gửi bằng số { $phone } đến { $when }
declare-sign-out = Dùng số khác
declare-pass = Mã qua cửa khẩu
    .next = Đưa mã này cho cán bộ cửa khẩu quét. Mã không ghi tên ai và dùng được khi không có mạng.

## Gia đình

# $name (text) = Bé An
# $year (text) = 2018
# $relation (text) = Con
declare-person = { $name }, sinh năm { $year }, { $relation }
# $name (text) = Bé An
declare-person-edit = Sửa: { $name }
# $name (text) = Bé An
declare-person-remove = Xóa: { $name }
# $name (text) = Bé An
declare-person-remove-title = Xóa { $name } khỏi máy này?
    .next = Bản nháp và tờ khai của người này trên máy cũng mất. Máy chủ giữ những gì đã gửi.
declare-person-refused = Chưa lưu được người này
    .next = Hãy viết tên, tối đa 100 chữ, và năm sinh có bốn chữ số, từ 1900 đến năm nay.
declare-person-changed-later = Các tờ khai sau dùng tên và năm sinh mới. Những gì máy chủ đã có thì không đổi.
