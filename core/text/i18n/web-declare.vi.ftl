### Các trang khai báo y tế dành cho mọi người (/khai-bao).

web-declare-lead = Khai báo giúp cơ quan y tế biết sớm nguy cơ và giúp bạn biết phải làm gì. Hãy chọn tờ khai.
web-declare-not-open = Ở đây chưa khai báo được
web-declare-not-open-ask = Máy chủ này chưa gửi được tin nhắn, nên chưa xác nhận được số điện thoại. Hãy khai báo trên giấy tại trạm y tế hoặc cửa khẩu.
web-kiosk = Máy nhiều người dùng chung
web-kiosk-lead = Dành cho máy đặt ở cửa khẩu, trạm y tế hoặc khách sạn để nhiều người lần lượt khai. Khi bật, không ai còn đăng nhập trên máy này sau khi khai xong.
web-kiosk-done-hint = Khai xong, bấm “Xong” ở đầu trang: người kế tiếp không thấy gì của người trước.
web-kiosk-idle = Nếu quên bấm, trang tự đóng sau 3 phút, tờ khai đang điền thì sau 15 phút; phiên dài nhất là 30 phút.
web-kiosk-staff = Để trình duyệt ở chế độ kiosk hoặc chế độ khách, để nó không nhớ những gì đã gõ.
web-kiosk-is = Máy này đang là máy dùng chung.
web-kiosk-on = Dùng máy này làm máy dùng chung
web-kiosk-off = Thôi dùng làm máy dùng chung
web-kiosk-warning = Máy dùng chung. Hãy ghi lại hoặc chụp những gì bạn cần, rồi bấm Xong trước khi rời đi.
web-kiosk-done = Xong
web-recovery-otherwise = Tôi không nhận được tin nhắn
web-recovery-begin-title = Khai nhập cảnh khi không nhận được tin nhắn
web-recovery-lead = Nếu điện thoại của bạn không nhận được tin nhắn của chúng tôi, chẳng hạn khi còn ở nước ngoài, bạn vẫn khai được tờ khai nhập cảnh và tờ khai hằng ngày khi cách ly. Thay cho số điện thoại, bạn nhận một mã khôi phục để mở lại tờ khai và mã qua cửa khẩu. Các tờ khai khác cần số điện thoại.
web-recovery-begin = Bắt đầu không dùng tin nhắn
web-recovery-have = Tôi đã có mã khôi phục
web-recovery-have-hint = 20 chữ và số, ghi trên trang mã qua cửa khẩu của bạn. Ví dụ: K7QM-2V9T-0D4R-XB8C-H3ZN
web-recovery-go = Mở tờ khai của tôi
web-recovery-wrong = Không có tờ khai nào ứng với mã này. Hãy xem lại từng chữ; tờ khai có thể đã bị xóa khi hết hạn lưu.
web-recovery = Mã khôi phục
web-recovery-keep = Hãy ghi lại hoặc chụp mã này ngay bây giờ. Ai có mã này thì mở được tờ khai của bạn; không có mã thì không ai, kể cả chúng tôi, mở lại được cho bạn trên máy khác.
web-recovery-to-form = Tiếp tục: tờ khai nhập cảnh
web-recovery-on-pass = Dùng mã này để mở lại trang này trên máy khác. Đừng đưa mã này cho người khác.
web-recovery-only = Bạn đang khai không dùng số điện thoại: khai được tờ khai nhập cảnh và tờ khai hằng ngày khi cách ly.
web-recovery-look = Xem mã khôi phục
web-recovery-needs-number = Tờ khai này cần số điện thoại. Hãy thoát, rồi nhập số điện thoại của bạn.
web-declare-sign-in = Nhập số điện thoại
web-declare-sign-in-first = Trước khi khai, bạn nhập số điện thoại và mã sáu chữ số gửi đến số đó. Trên trình duyệt này, việc đó chỉ cần làm lại sau 30 ngày.
web-declare-number-why = Bạn xem lại và xóa tờ khai của mình bằng số này. Máy chủ không giữ số này; chỉ giữ số điện thoại bạn viết trong tờ khai, đã mã hóa.
web-declare-about-vhd = Bắt buộc với mọi người nhập cảnh, khai trước khi đến cửa khẩu.
web-declare-about-vhd-daily = Dành cho người đang cách ly, khai mỗi ngày.
web-declare-about-ncovi = Tự nguyện, cho chính bạn: mỗi ngày một lần.
web-declare-about-ncovi-daily = Khi bạn đã khai tự nguyện và chỉ cập nhật sức khỏe hôm nay.
web-declare-about-suspect = Khi bạn biết người có triệu chứng, về từ vùng dịch hoặc rời nơi cách ly. Chỉ trạm y tế nơi người đó ở đọc được.
web-declare-about-domestic = Khi đi từ tỉnh, thành phố này sang tỉnh, thành phố khác.
web-declare-privacy = Tờ khai của bạn
web-declare-sealed = Tên, số giấy tờ, địa chỉ chi tiết và các câu trả lời về sức khỏe được mã hóa khi lưu.
web-declare-clear = Không mã hóa, để thống kê: loại và phiên bản tờ khai, ngày giờ gửi, mức nguy cơ. Khi nhập cảnh thêm cửa khẩu, phương tiện, số hiệu chuyến bay hoặc tàu thuyền, nước khởi hành, tỉnh đến và tỉnh, huyện, xã nơi lưu trú. Khi khai tự nguyện thêm tỉnh, huyện, xã nơi ở. Khi đi nội địa thêm phương tiện, tỉnh đi và tỉnh đến. Khi báo người nghi nhiễm thêm tỉnh, huyện, xã nơi người đó ở.
web-declare-kept = Tờ khai tự xóa sau 21 ngày; tờ khai nhập cảnh sau 28 ngày.
web-declare-yours = Bạn xem lại, tải về và xóa được tờ khai của mình bất cứ lúc nào.

## Điền tờ khai

web-declare-picture = Ảnh
# $conditions (text) = “Phương tiện” là “Máy bay”
web-declare-only-if = Chỉ trả lời khi { $conditions }.
# $question (text) = Phương tiện
# $answer (text) = Máy bay
web-declare-if = “{ $question }” là “{ $answer }”
# $question (text) = Giới tính
# $answer (text) = Nam
web-declare-if-not = “{ $question }” không phải “{ $answer }”
# $question (text) = Kết quả xét nghiệm gần nhất
web-declare-if-answered = “{ $question }” đã được trả lời
# $question (text) = Kết quả xét nghiệm gần nhất
web-declare-if-unanswered = “{ $question }” chưa được trả lời
# $question (text) = Tôi đồng ý cho biết về HIV và thai kỳ.
web-declare-if-ticked = bạn đã đánh dấu “{ $question }”
web-declare-and = và
web-declare-or = hoặc
web-declare-hint-countries = Mỗi ô một nước; ô thừa để trống.
web-declare-error-consent = Câu này chỉ được hỏi khi bạn đánh dấu đồng ý ở trên: hãy đánh dấu, hoặc chọn “Không trả lời”
web-declare-error-other = Tờ khai chưa gửi được: hãy mở lại tờ khai và điền lại

web-declare-other-answers = Tờ này đã được gửi với câu trả lời khác. Tờ đã gửi vẫn được giữ; hãy mở tờ khai mới nếu bạn muốn khai lại.

## Mỗi ngày một lần

# $when (text) = 26/05/2021 09:05
web-declare-today = Hôm nay bạn đã khai tờ này lúc { $when }.
web-declare-look = Xem tờ đã gửi
web-declare-replace-lead = Tờ bạn vừa điền chưa được gửi. Đến nửa đêm, bạn có thể gửi nó thay cho tờ trước; cả hai được lưu.
web-declare-replace = Gửi thay tờ trước
web-declare-keep-earlier = Giữ tờ trước

## Sau khi gửi

# $when (text) = 26/05/2021 09:05
web-declare-received = Máy chủ đã nhận lúc { $when }.
# $when (text) = 26/05/2021 15:30
web-declare-was-replaced = Tờ này đã được thay bằng tờ khác lúc { $when }.
web-declare-because = Vì:
web-suspect-sent = Đã gửi trạm y tế
web-suspect-waiting = Cán bộ chưa xem.
web-suspect-begun = Cán bộ đang tìm hiểu.
web-suspect-done = Cán bộ đã xem và xử lý. Cảm ơn bạn đã báo.
web-declare-unreadable = Các câu trả lời không còn mở được.
# $date (text) = 16/06/2021
web-declare-kept-until = Tờ khai này tự xóa ngày { $date }.

## Tờ khai của tôi

web-declare-none = Chưa có tờ khai nào của số điện thoại này.
web-declare-data = Tải tất cả về (JSON)
web-declare-erase = Xóa tất cả
# $count (number) = 3
web-declare-erase-lead = { $count } tờ khai của số điện thoại này sẽ bị xóa khỏi máy chủ ngay, và không lấy lại được.
web-declare-erase-hint = Nếu bạn đang cách ly hoặc sắp nhập cảnh, bạn sẽ phải khai lại.
web-declare-erase-sessions = Các trình duyệt khác đang dùng số này sẽ phải nhập số lại.
web-declare-erase-backups = Xóa có hiệu lực ngay trên máy chủ. Bản sao lưu có từ trước có thể còn tờ khai; phần mã hóa trong đó không ai mở được nữa sau ngày tờ khai tự xóa, phần không mã hóa không ghi tên và mất cùng bản sao lưu.
web-declare-browsers = Các trình duyệt khác
web-declare-browsers-lead = Khi bạn đã dùng số này trên máy khác hoặc mất điện thoại: thoát trên mọi trình duyệt, kể cả trình duyệt này. Tờ khai vẫn được giữ.
web-declare-sign-out-everywhere = Thoát ở mọi nơi
web-declare-erase-now = Xóa tất cả tờ khai

## Ảnh giấy tờ

web-picture-title = Ảnh giấy tờ
web-picture-choose = Chọn ảnh
web-picture-lead = Không bắt buộc. Ảnh hộ chiếu, giấy xét nghiệm hoặc giấy tiêm chủng giúp cán bộ đối chiếu nhanh hơn. Nhiều nhất ba ảnh JPEG hoặc PNG, mỗi ảnh tối đa 8 MB. Vị trí và thông tin máy ảnh bị bỏ đi; ảnh được mã hóa và xóa sau 7 ngày.
web-picture-send = Gửi ảnh
# $number (number) = 1
web-picture-one = Ảnh { $number }
# $number (number) = 1
web-picture-remove = Xóa ảnh { $number }
web-picture-none = Hãy chọn ít nhất một ảnh.
web-picture-many = Mỗi tờ khai có nhiều nhất ba ảnh.
