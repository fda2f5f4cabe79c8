### Khai báo y tế trên điện thoại ở dòng lệnh.

phone-declare-waits = Tờ khai đã được lưu và chờ gửi
phone-declare-draft = Tờ khai được lưu nháp, chưa gửi
phone-declare-is-draft = bản nháp
phone-declare-is-waiting = đang chờ gửi
# $when (text) = 08:30 03/05/2021
# $class (text) = Chưa thấy nguy cơ
phone-declare-is-there = đã nhận lúc { $when }: { $class }
# $when (text) = 08:30 03/05/2021
phone-declare-today = Hôm nay đã khai lúc { $when }
phone-declare-same = Có thể khai lại như hôm qua
phone-declare-new-forms = Đã nhận tờ khai mới
phone-declare-same-forms = Tờ khai không có gì thay đổi
phone-declare-number-needed = Hãy viết số điện thoại của bạn sau lệnh
# $from (text) = 00:00 02/05/2021
# $to (text) = 00:00 05/05/2021
phone-declare-pass = Mã dùng được từ { $from } đến { $to }
