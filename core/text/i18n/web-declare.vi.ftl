### Các trang khai báo y tế dành cho mọi người (/khai-bao).

web-declare = Khai báo y tế
web-declare-lead = Khai báo giúp cơ quan y tế biết sớm nguy cơ và giúp bạn biết phải làm gì. Hãy chọn tờ khai.
web-declare-not-open = Ở đây chưa khai báo được
web-declare-not-open-ask = Máy chủ này chưa gửi được tin nhắn, nên chưa xác nhận được số điện thoại. Hãy khai báo trên giấy tại trạm y tế hoặc cửa khẩu.
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

web-declare-yes = Có
web-declare-no = Không
web-declare-no-answer = Không trả lời
web-declare-choose = Hãy chọn
web-declare-picture = Ảnh
web-declare-true = Khi gửi, bạn xác nhận các câu trả lời là đúng sự thật.
web-declare-send = Gửi tờ khai
# $label (text) = Vắc xin đã tiêm
# $at (number) = 1
# $all (number) = 3
web-declare-time = { $label }: { $at }/{ $all }
web-declare-time-empty = Không có thì để trống cả phần này.
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
web-declare-hint-decimal = Ví dụ: 36,8
web-declare-hint-unit = Viết tên, có hoặc không dấu, và thêm tên huyện, tỉnh: loc thang bao lam
web-declare-hint-country = Viết tên nước, có hoặc không dấu.
web-declare-hint-countries = Mỗi ô một nước; ô thừa để trống.
web-declare-choose-unit = Tên này có ở nhiều nơi. Hãy chọn một, hoặc viết thêm tên huyện, tỉnh rồi gửi lại.
web-declare-error-unit = Chưa rõ là nơi nào: hãy chọn trong danh sách bên dưới, hoặc viết thêm tên huyện, tỉnh
web-declare-error-country = Không có nước này: hãy viết tên nước
web-declare-error-consent = Câu này chỉ được hỏi khi bạn đánh dấu đồng ý ở trên: hãy đánh dấu, hoặc chọn “Không trả lời”
web-declare-error-other = Tờ khai chưa gửi được: hãy mở lại tờ khai và điền lại

web-declare-other-answers = Tờ này đã được gửi với câu trả lời khác. Tờ đã gửi vẫn được giữ; hãy mở tờ khai mới nếu bạn muốn khai lại.

## Mỗi ngày một lần

# $when (text) = 26/05/2021 09:05
web-declare-today = Hôm nay bạn đã khai tờ này lúc { $when }.
web-declare-replaced-by-new = Nếu gửi nữa, tờ mới thay tờ đó; cả hai được lưu.
web-declare-look = Xem tờ đã gửi
web-declare-replace-lead = Tờ bạn vừa điền chưa được gửi. Đến nửa đêm, bạn có thể gửi nó thay cho tờ trước; cả hai được lưu.
web-declare-replace = Gửi thay tờ trước
web-declare-keep-earlier = Giữ tờ trước

## Sau khi gửi

# $when (text) = 26/05/2021 09:05
web-declare-received = Máy chủ đã nhận lúc { $when }.
# $when (text) = 26/05/2021 15:30
web-declare-was-replaced = Tờ này đã được thay bằng tờ khác lúc { $when }.
web-declare-class-green = Chưa thấy nguy cơ
web-declare-class-yellow = Cần theo dõi
web-declare-class-red = Nguy cơ cao: hãy gọi y tế
web-declare-because = Vì:
web-declare-what-to-do = Bạn cần làm gì
web-declare-do-vhd-green = Khi đến cửa khẩu, cho cán bộ y tế xem trang này cùng hộ chiếu. Nếu trước khi đến bạn thấy mệt hoặc có thay đổi, hãy khai lại.
web-declare-do-vhd-yellow = Trên đường đi, đeo khẩu trang và giữ khoảng cách. Khi đến cửa khẩu, cho cán bộ y tế xem trang này cùng hộ chiếu; cán bộ sẽ hỏi thêm và có thể lấy mẫu xét nghiệm.
web-declare-do-vhd-red = Nếu chưa khởi hành, đừng đi và gọi cơ sở y tế nơi bạn ở. Nếu đang trên đường, đeo khẩu trang, ngồi xa người khác và báo nhân viên của chuyến đi. Khi đến cửa khẩu, báo cán bộ y tế trước khi vào hàng, cho xem trang này cùng hộ chiếu.
web-declare-do-vhd-daily-green = Ở lại nơi cách ly, đo thân nhiệt hai lần mỗi ngày và khai lại vào ngày mai.
web-declare-do-vhd-daily-yellow = Trở lại nơi cách ly ngay và ở đó. Báo cán bộ y tế của nơi cách ly: bạn đã đi đâu, gặp ai.
web-declare-do-vhd-daily-red = Ở yên trong phòng, đeo khẩu trang, không gặp người ở cùng và gọi ngay cán bộ y tế của nơi cách ly. Đừng tự rời nơi cách ly.
web-declare-do-ncovi-green = Tiếp tục giữ khoảng cách, đeo khẩu trang và rửa tay. Khai lại khi sức khỏe thay đổi.
web-declare-do-ncovi-yellow = Hạn chế ra ngoài và tiếp xúc, đo thân nhiệt hai lần mỗi ngày và báo trạm y tế xã, phường.
web-declare-do-ncovi-red = Ở nhà, đeo khẩu trang, tránh gặp người khác và gọi ngay trạm y tế xã, phường. Đừng tự đến bệnh viện khi chưa gọi.
web-declare-do-ncovi-daily-green = Tiếp tục giữ khoảng cách, đeo khẩu trang và rửa tay. Ngày mai cập nhật lại.
web-declare-do-ncovi-daily-yellow = Hạn chế ra ngoài và tiếp xúc, đo thân nhiệt hai lần mỗi ngày, báo trạm y tế xã, phường và cập nhật lại vào ngày mai.
web-declare-do-ncovi-daily-red = Ở nhà, đeo khẩu trang, tránh gặp người khác và gọi ngay trạm y tế xã, phường. Đừng tự đến bệnh viện khi chưa gọi.
web-suspect-waiting = Cán bộ chưa xem.
web-suspect-begun = Cán bộ đang tìm hiểu.
web-suspect-done = Cán bộ đã xem và xử lý. Cảm ơn bạn đã báo.
web-declare-do-suspect-green = Trạm y tế nơi người đó ở đã nhận được. Cán bộ sẽ xem và gọi cho bạn nếu bạn đã để số. Đừng đăng tin này lên mạng.
web-declare-do-suspect-yellow = Trạm y tế nơi người đó ở đã nhận được. Cán bộ sẽ xem và gọi cho bạn nếu bạn đã để số. Hạn chế gặp người đó và đừng đăng tin này lên mạng.
web-declare-do-suspect-red = Trạm y tế nơi người đó ở đã nhận được và sẽ xem ngay. Nếu người đó khó thở hoặc ngất, gọi ngay 115. Tránh gặp người đó và đừng đăng tin này lên mạng.
web-declare-do-domestic-green = Trên đường đi, đeo khẩu trang và giữ khoảng cách. Khi cán bộ ở bến, ga, chốt hoặc nơi đến hỏi, cho xem trang này. Nếu thấy mệt, hoãn chuyến đi và gọi trạm y tế.
web-declare-do-domestic-yellow = Hãy hoãn chuyến đi nếu được. Nếu đã đi, báo trạm y tế xã, phường nơi đến và hạn chế tiếp xúc.
web-declare-do-domestic-red = Đừng đi. Ở yên một chỗ, đeo khẩu trang, tránh gặp người khác và gọi ngay trạm y tế xã, phường nơi bạn đang ở.
web-declare-worse = Khi khó thở, đau ngực hoặc lơ mơ: gọi 115 ngay.
web-declare-sent-answers = Những gì bạn đã gửi
web-declare-unreadable = Các câu trả lời không còn mở được.
# $date (text) = 16/06/2021
web-declare-kept-until = Tờ khai này tự xóa ngày { $date }.

## Tờ khai của tôi

web-declare-own = Tờ khai của tôi
web-declare-none = Chưa có tờ khai nào của số điện thoại này.
web-declare-replaced = Đã thay
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
