### Sổ khách ở nơi pháp luật yêu cầu: người kiểm soát, trang quét, và những gì người quản lý thấy.

## Người kiểm soát (/dia-diem/places/…/checkers)

web-checkers = Người kiểm soát ra vào
web-checkers-lead = Người kiểm soát quét mã của khách bằng điện thoại của họ. Danh sách được mã hóa ngay trên máy: chỉ cơ quan y tế mở được, khi có ca bệnh.
web-checkers-none = Chưa có máy nào.
# $days (number) = 90
web-checkers-days = Mỗi máy dùng được { $days } ngày rồi phải mời lại. Máy bị mất hoặc người nghỉ việc: hãy gỡ máy ngay.
# $when (text) = 03/05/2021 08:00
web-checker-since = từ { $when }
web-checker-remove = Gỡ máy này
web-checker-new = Mời thêm một máy
web-checker-door = Cửa và ca
web-checker-door-hint = Ví dụ: Cổng chính, ca sáng. Đừng ghi tên người.
web-checker-door-wrong = Hãy ghi tên cửa, nhiều nhất 60 ký tự.
web-checker-invite = Tạo mã mời
web-checkers-full = Địa điểm đã có 50 máy. Hãy gỡ bớt máy không dùng.
web-checker-invited = Mã mời
web-checker-open = Người kiểm soát quét mã này bằng máy ảnh của điện thoại, rồi mở trang hiện ra.
web-checker-qr = Mã QR mời người kiểm soát
# $minutes (number) = 10
web-checker-once = Mã dùng một lần, trong { $minutes } phút. Ai quét trước thì máy đó được mời.

## Khách của hôm nay và hôm qua (/dia-diem/places/…/visitors)

web-visitors = Khách hôm nay và hôm qua
web-visitors-lead = Máy chủ chỉ biết mỗi giờ có bao nhiêu lượt ghi. Ai đã đến thì không ai ở đây đọc được.
web-visitors-hours = Số lượt theo giờ
web-visitors-full = đã đầy
web-visitors-full-lead = Trong giờ ghi “đã đầy”, điện thoại đã gửi đến số lượt nhiều nhất được nhận. Nếu không có nhiều khách như vậy thì có người đang dùng ảnh chụp mã của bạn: hãy đổi mã ở trang của địa điểm.
web-visitors-none = Chưa có lượt nào.
web-visitors-day = Ngày
web-visitors-hour = Giờ
web-visitors-listed = Số lượt
web-visitors-lines = Các lượt do người kiểm soát ghi
web-visitors-lines-lead = Chỉ trình duyệt này đọc được, cho các máy được mời từ trình duyệt này. Các dòng bị xóa sau 48 giờ.
web-visitors-heads = Số người theo giờ, theo các lượt do người kiểm soát ghi
web-visitors-no-lines = Chưa có dòng nào.
web-visitors-scripts = Muốn thấy các dòng do người kiểm soát ghi, hãy bật JavaScript.
web-source-phone = mã trên điện thoại
web-source-paper = thẻ giấy
web-source-typed = nhập tay

## Trang kiểm soát (/kiem-soat)

web-checking = Kiểm soát ra vào
web-checking-none = Máy này chưa được mời. Hãy nhờ người quản lý địa điểm cho xem mã mời, rồi quét bằng máy ảnh.
web-checking-scripts = Trang này cần JavaScript để quét mã và mã hóa danh sách. Hãy bật JavaScript.
web-checking-clock = Đồng hồ của máy này sai khoảng
web-checking-clock-minutes = phút. Trang tính theo giờ của máy chủ; hãy chỉnh lại đồng hồ.
web-checking-no-keys = Tỉnh chưa có khóa mã hóa cho hôm nay, nên chưa ghi được. Hãy gọi trạm y tế.
web-checking-queue = Lượt chờ gửi khi có mạng:
web-checking-direction = Khách đi
web-checking-in = Vào
web-checking-out = Ra
web-checking-both = Vào và ra
web-checking-camera = Quét bằng máy ảnh
web-checking-view = Hình từ máy ảnh
web-checking-no-camera = Không mở được máy ảnh, hoặc máy ảnh không đọc được mã. Hãy dùng máy quét cầm tay, hoặc nhập tay.
web-checking-code = Mã của khách
web-checking-code-hint = Máy quét cầm tay gõ mã vào ô này. Thẻ căn cước và thẻ bảo hiểm y tế cũng quét được: chúng điền sẵn tên.
web-checking-read = Đọc mã
web-checking-type = Khách không có điện thoại và thẻ
web-checking-type-lead = Ghi hộ khách. Không cần chờ tin nhắn.
web-checking-name = Họ và tên
web-checking-phone = Số điện thoại (nếu có)
web-checking-year = Năm sinh (nếu biết)
web-checking-prove = Xác nhận số bằng tin nhắn
web-checking-prove-hint = Khi có mạng, khách có số điện thoại có thể nhận thẻ dùng trong hôm nay. Máy chủ đọc tên và số để làm thẻ, rồi chỉ giữ bản đã mã hóa.
web-checking-asking = Đang gửi tin nhắn…
web-checking-otp-lead = Hãy nhờ khách đọc sáu chữ số trong tin nhắn vừa gửi đến số đó.
web-checking-otp = Sáu chữ số trong tin nhắn
web-checking-otp-wrong = Mã không đúng hoặc đã hết hạn. Hãy hỏi lại khách, hoặc hủy và ghi hộ khách.
web-checking-unsent = Số này hoặc địa điểm này đã nhận quá nhiều tin nhắn. Hãy ghi hộ khách.
web-checking-no-card = Chưa làm được thẻ: không có mạng, hoặc máy chủ không làm được lúc này. Hãy ghi hộ khách.
web-checking-card = Thẻ này dùng đến hết hôm nay. Khách chụp lại hoặc nhận bản in, và đưa ra khi rời đi. Thẻ không hiện lại được.
web-checking-card-qr = Mã của thẻ dùng trong hôm nay
web-checking-card-print = In thẻ
web-checking-next = Tiếp tục
web-checking-paper = Thẻ giấy: hãy hỏi khách ba số cuối của điện thoại và so lại.
web-checking-companions = Số người đi cùng không có mã
web-checking-let = Cho qua và ghi
web-checking-again = Không ghi
web-checking-done = Đã ghi.
web-checking-sealed = Danh sách được mã hóa trên máy này. Người kiểm soát, địa điểm và máy chủ đều không đọc được.
web-checking-too-old = Có lượt chờ quá 24 giờ nên đã bị bỏ. Hãy báo người quản lý.
web-checking-not-taken = Có một lượt chưa được ghi. Hãy hỏi người quản lý xem máy còn được mời không.
web-checking-invitation-over = Mã mời đã hết hạn hoặc đã có máy khác dùng. Hãy xin mã mới.
web-checking-no-network = Không có mạng. Hãy mở lại mã mời khi có mạng.
web-checking-malformed = Đây không phải mã của khách.
web-checking-unsigned = Mã này bị sửa hoặc giả. Đừng nhận.
web-checking-old = Mã đã cũ hơn 3 phút. Hãy nhờ khách mở lại màn hình, đừng nhận ảnh chụp.
web-checking-newer = Mã thuộc bản mới hơn. Hãy tải lại trang khi có mạng.
web-checking-revoked = Thẻ này đã bị thu hồi. Hãy ghi tên khách bằng cách khác.
web-checking-over = Thẻ này đã hết hạn. Hãy ghi tên khách bằng cách khác.
web-checking-pass = Đây là mã qua cửa khẩu, không phải mã của khách.
web-checking-wrong-name = Hãy ghi họ và tên, nhiều nhất 96 ký tự, không bắt đầu bằng dấu = + - @
web-checking-wrong-year = Hãy ghi năm sinh bằng bốn chữ số, ví dụ 1980

## Sổ khách trên trang địa điểm của cán bộ

console-places-log = Sổ khách
console-places-log-kept = Pháp luật yêu cầu nơi này ghi danh sách khách. Danh sách được mã hóa; chỉ hệ thống mở sổ của tỉnh mở được.
console-places-log-full = Điện thoại đã gửi đến số lượt nhiều nhất được nhận. Nếu không có nhiều khách như vậy thì có người đang dùng ảnh chụp mã, nên đổi mã. Các giờ bắt đầu từ:
console-places-log-none = Nơi này không phải ghi danh sách khách.
console-places-log-demand = Yêu cầu ghi sổ khách
console-places-log-lift = Thôi yêu cầu ghi sổ khách
console-places-log-hint = Chỉ yêu cầu khi văn bản pháp luật buộc. Hãy báo người quản lý in lại tờ mã: tờ mới nói rõ việc này với khách.
console-act-demand-visitor-log = Yêu cầu ghi sổ khách
console-act-lift-visitor-log = Thôi yêu cầu ghi sổ khách

## Thẻ giấy của khách (/console/cards)

console-cards = Thẻ giấy cho khách
console-cards-lead = Thẻ dành cho người không có điện thoại, để ghi sổ khách ở nơi pháp luật yêu cầu.
console-cards-name = Họ và tên
console-cards-phone = Số điện thoại
console-cards-phone-hint = Số của người nhà cũng được. Máy của người kiểm soát chỉ cho thấy ba số cuối.
console-cards-year = Năm sinh
console-cards-kept = Máy chủ mã hóa ngay những gì bạn ghi ở đây và không lưu bản nào khác: chỉ hệ thống mở sổ của tỉnh mở được, cùng với tấm thẻ. Thẻ chỉ in được một lần.
console-cards-print = Tạo thẻ để in
console-cards-revoke-title = Thu hồi thẻ
console-cards-revoke-lead = Quét mã của thẻ vào ô này. Thông tin của người giữ thẻ bị xóa khỏi máy chủ: ai đã dùng thẻ ấy trước đó chỉ còn là một lượt không rõ người. Máy của người kiểm soát từ chối thẻ ngay khi hỏi lại máy chủ, trong vòng một giờ nếu có mạng.
console-cards-code = Mã của thẻ
console-cards-revoke = Thu hồi thẻ này
console-cards-revoked = Thẻ đã được thu hồi.
console-cards-wrong-name = Hãy ghi họ và tên, không quá dài, không bắt đầu bằng dấu = + - @
console-cards-wrong-phone = Hãy ghi số điện thoại như 0912345678, hoặc bỏ trống
console-cards-wrong-year = Hãy ghi năm sinh bằng bốn chữ số, ví dụ 1950, hoặc bỏ trống
console-cards-wrong-code = Đây không phải mã của một thẻ do máy chủ này cấp
console-cards-no-keys = Tỉnh chưa có khóa mã hóa cho tháng này: chưa tạo được thẻ
    .next = Hãy báo người vận hành máy chủ.
card-sheet-title = Thẻ khách
# $day (text) = 30/06/2021
card-sheet-until = Dùng được đến hết ngày { $day }
card-sheet-show = Đưa thẻ này cho người kiểm soát ở cửa.
card-sheet-sealed = Chỉ cơ quan y tế biết bạn là ai, khi có ca bệnh.
card-sheet-lost = Mất thẻ: hãy báo trạm y tế.
console-act-issue-visitor-card = Tạo thẻ giấy cho khách
console-act-revoke-visitor-card = Thu hồi thẻ giấy của khách
console-act-visitor-log-cards = Lấy thông tin đã mã hóa của thẻ khách

## Thẻ giấy mà người quản lý in cho khách (/dia-diem/places/…/cards)

web-cards = Thẻ giấy cho khách
web-cards-lead = Thẻ dành cho khách hay đến mà không mang theo điện thoại thông minh. Khách nhận một mã trong tin nhắn và đọc mã cho bạn nhập ở trang sau. Sau đó bạn in thẻ.
web-cards-phone-hint = Số mà khách nhận được tin nhắn ngay bây giờ. Máy của người kiểm soát chỉ cho thấy ba số cuối.
web-cards-year = Năm sinh (nếu biết)
web-cards-without-number = Khách không có số điện thoại nào: trạm y tế phường xã in thẻ cho họ.
# $number (text) = 0912345678
web-card-code-lead = Mã sáu chữ số đã được gửi đến { $number }. Hãy hỏi khách và nhập vào đây trong 5 phút.
