### Mã qua cửa khẩu của người nhập cảnh, và các trang cửa khẩu của cán bộ.

## Mã qua cửa khẩu (/khai-bao/own/…/pass)

web-pass = Mã qua cửa khẩu
web-pass-qr = Mã QR qua cửa khẩu
web-pass-gate = Cửa khẩu
web-pass-valid = Có giá trị
# $from (text) = 02/05/2021 00:00
# $to (text) = 05/05/2021 00:00
web-pass-from-to = từ { $from } đến trước { $to }
web-pass-look = Xem mã qua cửa khẩu
web-pass-print = Mở mã để in hoặc đưa cho cán bộ
web-pass-show = Tại cửa khẩu, hãy đưa mã này cho cán bộ, trên màn hình hoặc bản in.
web-pass-nobody = Mã không chứa tên, số giấy tờ hay mức nguy cơ. Chỉ cán bộ y tế mở được tờ khai từ mã.
web-pass-renew = Đổi mã mới
web-pass-renew-why = Mã bị người khác chụp? Hãy đổi mã mới; mã cũ hết giá trị ngay.
web-pass-over = Mã đã hết giá trị.
web-pass-taken-back = Mã của tờ khai này đã bị thu hồi.
