### Khai báo y tế trên điện thoại.

phone-declare-waits = Tờ khai đã được lưu và chờ gửi
# $when (text) = 08:30 03/05/2021
phone-declare-today = Hôm nay đã khai lúc { $when }
phone-declare-same = Có thể khai lại như hôm qua
phone-declare-new-forms = Đã nhận tờ khai mới
phone-declare-same-forms = Tờ khai không có gì thay đổi
# $from (text) = 00:00 02/05/2021
# $to (text) = 00:00 05/05/2021
phone-declare-pass = Mã dùng được từ { $from } đến { $to }
