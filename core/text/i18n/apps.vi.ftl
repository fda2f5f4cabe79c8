### Các ứng dụng mẫu: nút và ô nhập của từng thẻ trên màn hình. What Vietnamese users of the demo apps see on its cards.

cancel = Thôi
save = Lưu

# $days (number) = 2
duration-days = { $days } ngày
# $hours (number) = 3
duration-hours = { $hours } giờ

## Cảnh báo

# $decree (text) = 600/CĐ-BCĐ
warning-quarantine-decree = Cách ly và theo dõi theo { $decree }

## Báo cáo

report-code = Mã của cán bộ y tế, hoặc liên kết có mã
report-scan = Quét mã của cán bộ y tế

## Gọi cho tôi

call-phone = Số điện thoại của bạn
call-ask-password = Gửi mã cho tôi bằng tin nhắn
call-only-number = Ở bước này cơ quan y tế chỉ biết số điện thoại để gửi tin nhắn.
# $day (text) = 12/05/2021
call-leave-out = Bỏ ngày { $day }
# $day (text) = 12/05/2021
call-left-out = Bạn đã bỏ { $day }
call-nothing-left = Bạn đã bỏ hết, không còn ngày nào để xin gọi lại.
call-agree = Bạn tự chọn từng mục. Không chọn mục nào thì cán bộ vẫn biết số điện thoại và gọi cho bạn, nhưng có ít căn cứ hơn để đối chiếu.
call-send = Xin gọi cho tôi
call-again = Gửi mã khác
call-put-away = Ẩn
call-failed = Chưa xin được cuộc gọi

## Những nơi đã đến

visit-scan = Quét mã ở cửa
visit-code = Dán liên kết của mã QR
visit-use-code = Vào hoặc ra nơi này
visit-add = Tự nhập một lượt đến
visit-add-code = Liên kết ghi trong mã của nơi đó
visit-from = Giờ vào, như 08:30 12/05/2021
visit-to = Giờ ra, như 09:10 12/05/2021
# $text (text) = hôm qua
visit-not-a-time = “{ $text }” không phải là giờ
    .next = Hãy ghi giờ trước, ngày sau, như 08:30 12/05/2021.
visit-edit = Sửa giờ
visit-delete = Xóa
visit-leave-now = Tôi vừa ra
# $place (text) = Chợ Lộc Thắng
visit-edit-title = Sửa giờ ở { $place }
# $place (text) = Chợ Lộc Thắng
visit-delete-title = Xóa lượt đến { $place }?
    .next = Không lấy lại được. Cảnh báo dựa trên lượt đến này cũng mất.
visit-needs-camera = Cho phép dùng máy ảnh
    .next = Máy ảnh chỉ dùng để đọc mã. Ứng dụng không chụp và không lưu ảnh nào.
visit-hold-camera = Đưa mã vào giữa khung
visit-no-camera = Máy này không mở được máy ảnh
    .next = Hãy quét mã bằng ứng dụng máy ảnh của điện thoại rồi mở liên kết bằng Lân Cận, hoặc dán liên kết vào ô ở trang trước.
# $place (text) = Chợ Lộc Thắng
# $from (text) = 08:30 12/05/2021
# $to (text) = 09:10 12/05/2021
review-visit-left-out = Bạn đã bỏ { $place }, từ { $from } đến { $to }
review-leave-out-visit = Bỏ lượt đến này

## Bản đồ an toàn

map-open = Mở bản đồ

## Tiếp xúc theo ngày

# $from (text) = 08:30
# $minutes (number) = 10
# $closeness (text) = gần
history-meeting = { $from }, { $minutes ->
        [0] chưa đến 1 phút
       *[other] { $minutes } phút
    }, { $closeness }
# $day (text) = 12/05/2021
history-show = Xem từng lượt của { $day }
history-hide = Thu gọn
history-nobody-close = Không lượt nào đủ gần để được tính.
# $time (text) = 20 phút
history-close = Có người ở gần khoảng { $time }. Ở gần bao lâu thì thành tiếp xúc gần là theo quy định đang có hiệu lực.

## Chuyển sang máy mới

move-title = Chuyển sang điện thoại mới
    .next = Máy này ghi dữ liệu của mình vào một tệp có mật khẩu. Máy mới mở tệp và đối chiếu tiếp. Khóa đang dùng ở lại máy cũ.
move-passphrase = Mật khẩu của tệp, từ mười ký tự
move-save = Ghi tệp trên máy cũ
move-open = Mở tệp trên máy mới
move-saved = Đã ghi tệp
    .next = Hãy mang tệp sang máy mới, mở Lân Cận ở đó và dùng đúng mật khẩu này. Sau đó hãy xóa tệp và dữ liệu trên máy cũ.
# $time (text) = 1 ngày
move-opened = Đã nhận dữ liệu của { $time }
    .next = Những gì đã được công bố sẽ được đối chiếu lại ở lần kiểm tra tới.

## Các phần của ứng dụng

tab-today = Hôm nay
tab-report = Báo cáo
tab-places = Nơi đến
tab-declare = Khai báo
tab-data = Dữ liệu
welcome = Bảo vệ bạn và mọi người quanh bạn
welcome-what = Ứng dụng ghi lại những điện thoại đã ở gần bạn, chỉ lưu trên máy bạn. Khi có người từng ở gần bạn mắc bệnh, ứng dụng sẽ báo cho bạn.
welcome-next = Trước hết, hãy cho phép những gì ứng dụng cần. Mỗi lần đều do bạn quyết định.
