### Câu chữ mà chỉ điện thoại trong cửa sổ lệnh (lancan phone) nói, không có trong thư viện của điện thoại.

## Chung quanh, báo cáo, gọi lại

call-no-warning = Không có cảnh báo nào đang có hiệu lực để xin gọi lại
# $count (number) = 3
near-more = và { $count } điện thoại nữa
# $count (number) = 37
review-encounters = { $count ->
        [0] Không có lượt tiếp xúc nào được gửi.
       *[other] { $count } lượt tiếp xúc với điện thoại khác, để cơ quan y tế đối chiếu khi người đó tự liên hệ.
    }
review-nothing-left = Bạn đã bỏ hết, không còn gì để gửi.

## Sổ khách

phone-log-certified = Số của bạn đã được xác nhận: lượt ghi chứng minh điều đó với cơ quan y tế.
phone-log-uncertified = Số của bạn chưa được xác nhận. Khi bạn đăng nhập bằng số này để khai báo y tế thì số được xác nhận: lancan phone declare send
phone-log-sending = Đang chờ đến giờ của từng lượt ghi, lâu nhất một giờ. Ctrl-C để dừng; những gì chờ vẫn ở trên điện thoại.
phone-log-simulated-nothing = Không có gì rời điện thoại.
# $name (text) = Nguyễn Văn An
# $phone (text) = +84912345678
# $when (text) = 08:30 03/05/2021
phone-log-simulated-opened = Hệ thống mở sổ của tỉnh đọc được, cho hai cán bộ và một ca bệnh: { $name }, { $phone }, { $when }
# $bytes (number) = 512
phone-log-simulated-sent = { $bytes } byte đã rời điện thoại; máy chủ không đọc được.

## Mã của điện thoại

# $province (text) = 68
phone-code-follows = Khi người kiểm soát quét mã này, sổ chỉ ghi mã. Để cơ quan y tế liên hệ được với bạn khi có ca bệnh, sau mười phút đến một giờ, điện thoại gửi một lần họ tên, số điện thoại, năm sinh và phường xã của bạn, đã mã hóa cho máy mở sổ của tỉnh { $province }. Chỉ cơ quan y tế mới mở được.
phone-code-no-province = Điện thoại không biết bạn đang ở tỉnh nào: lượt ghi bằng mã này không dẫn đến ai. Hãy cho biết tỉnh: lancan phone code --province 68
phone-code-province-wrong = Mã tỉnh có hai chữ số, như 68.
phone-code-shown = Cho người kiểm soát. Ảnh chụp mã không còn dùng được sau ba phút.
phone-code-waiting = Thông tin đi kèm mã đang chờ trên điện thoại này, đã mã hóa cho máy mở sổ của tỉnh.

## Tờ khai

phone-declare-draft = Tờ khai được lưu nháp, chưa gửi
phone-declare-is-draft = bản nháp
# $when (text) = 08:30 03/05/2021
# $class (text) = Chưa thấy nguy cơ
phone-declare-is-there = đã nhận lúc { $when }: { $class }
phone-declare-is-waiting = đang chờ gửi
phone-declare-number-needed = Hãy viết số điện thoại của bạn sau lệnh

## Điền tờ khai

# $form (text) = ncovi-daily
phone-declare-none-before = Chưa có tờ khai { $form } nào trên máy này để khai lại: phải là tờ của hôm qua, chưa thấy nguy cơ, và hôm nay chưa khai
    .next = Để khai: lancan phone declare fill { $form }
phone-declare-only-drafts = Chưa có gì để gửi: máy này mới có bản nháp
    .next = Hãy điền nốt rồi gửi:
# $number (text) = 1
# $form (text) = ncovi-daily
# $command (text) = lancan phone declare fill ncovi-daily
phone-declare-go-on = Bản nháp { $number }, { $form }: { $command }
# $command (text) = lancan phone declare fill ncovi-daily
phone-declare-draft-lacks = Tờ khai chưa đủ, được lưu nháp và chưa gửi
    .next = Để điền nốt: { $command }
# $form (text) = ncovi-daily
phone-declare-twice = Hôm nay đã khai { $form } rồi
    .next = Để thay tờ đã khai: thêm --replaces.
# $form (text) = nope
phone-no-form = Không có tờ khai “{ $form }” nào dùng được hôm nay
    .next = Để xem các tờ khai: lancan phone declare forms.
# $number (text) = 4
phone-no-person = Máy này không có người thân số { $number }
    .next = Để xem những người bạn khai thay: lancan phone declare persons.
# $number (text) = 4
phone-no-entry = Máy này không có tờ khai nhập cảnh số { $number }
    .next = Để xem các tờ khai: lancan phone declare list.
# $number (text) = 4
phone-no-declaration = Máy này không có tờ khai số { $number }
    .next = Để xem các tờ khai: lancan phone declare list.
# $number (text) = 4
phone-no-pass = Tờ khai số { $number } không có mã qua cửa khẩu: chỉ tờ khai nhập cảnh đã được nhận mới có
    .next = Để xem các tờ khai: lancan phone declare list.
# $question (text) = symptom.nose
# $form (text) = ncovi-daily
phone-no-question = “{ $question }” không phải câu hỏi của { $form }, hoặc không được hỏi theo các câu đã trả lời
    .next = Để được hỏi từng câu: lancan phone declare fill { $form }
# $text (text) = symptom.fever
phone-not-an-answer = “{ $text }” không phải là câu trả lời
    .next = Hãy viết tên câu hỏi, dấu = và câu trả lời, không có dấu cách quanh dấu =, như symptom.fever=không; trong nhóm lặp lại thì viết nhóm.tên~0=trả lời.
# $first (text) = 1900
# $last (text) = 2021
phone-not-a-year = năm sinh có bốn chữ số, từ { $first } đến { $last }
phone-not-a-relation = hãy chọn một trong child (con), parent (cha mẹ), spouse (vợ chồng), sibling (anh chị em), grandparent (ông bà), grandchild (cháu), other (khác)
phone-person-name = Họ tên của người này còn trống hoặc quá dài
phone-persons-full = Máy này đã lưu đủ số người thân có thể lưu
    .next = Hãy xóa bớt trước: lancan phone declare remove-person SỐ; các số: lancan phone declare persons.
# $answer (text) = không
phone-declare-kept = Enter để giữ: { $answer }
phone-word-yes = có
phone-word-no = không
phone-answer-yes-no = có hoặc không
phone-answer-whole = một số nguyên
phone-answer-tenths = một số, như 37,5
phone-answer-date = ngày, như 03/05/2021
phone-answer-choice = mã hoặc chữ của một mục trên đây
phone-answer-open-choice = mã hoặc chữ của một mục trên đây, hoặc chữ khác
phone-answer-country = hai chữ cái, như VN
phone-answer-phone = số điện thoại
phone-answer-province = hai chữ số, như 79
phone-answer-district = ba chữ số, như 760
phone-answer-ward = năm chữ số, như 26734
phone-answer-several = nhiều câu cách nhau bằng dấu chấm phẩy

## Vì sao không nhận

# $visit (text) = 3
phone-visit-not-asked-for = Lượt đến số { $visit } không nằm trong những gì sẽ gửi, nên không cần bỏ.
phone-call-lost = Máy này không còn dữ liệu của cảnh báo đó
    .next = Hãy tự gọi cơ quan y tế.
phone-call-nothing-left = Bạn đã bỏ mọi ngày của cảnh báo
    .next = Hãy bỏ ít ngày hơn, hoặc chạy với --number-only.
# $number (text) = 3
phone-not-withdrawable = Không có báo cáo số { $number } nào rút lại được
    .next = Hãy chọn một báo cáo trong danh sách trên còn rút lại được.
phone-none-withdrawable = Không báo cáo nào trên đây còn rút lại được
phone-left = Chưa làm gì cả.
phone-erase-sure = Xóa tất cả ngay bây giờ?
phone-code-contact-needed = Điện thoại này chưa biết bạn là ai
    .next = Hãy cho biết trước: lancan phone place contact "HỌ TÊN" SỐ-ĐIỆN-THOẠI
# $number (text) = 3
phone-no-visit = Máy này không có lượt đến số { $number }
    .next = Để xem các lượt đến: lancan phone place list.
# $unit (text) = 999999
phone-log-unit-refused = “{ $unit }” không phải mã phường xã: mã có năm chữ số, như 26734
phone-log-name-sign = Họ tên không bắt đầu bằng = + - @
phone-log-name-empty = Họ tên còn trống
phone-log-name-long = Họ tên quá dài, hoặc có ký tự không gõ được từ bàn phím
phone-log-birth-year-refused = Năm sinh có bốn chữ số
phone-offline = Không kết nối được máy chủ
    .next = Hãy kiểm tra mạng. Sau đó chạy lại lệnh; nếu có mã thì nhập lại chính mã đó.
phone-server-unreachable = Lâu rồi chưa liên lạc được với máy chủ y tế
    .next = Hãy kiểm tra mạng.
phone-warnings-asking = Đang hỏi máy chủ về cảnh báo…
phone-warnings-unknown = Không kết nối được máy chủ nên chưa biết có cảnh báo mới hay không
    .next = Hãy kiểm tra mạng rồi chạy lại.
phone-call-sending = Yêu cầu gọi lại chưa đến nơi
    .next = Hãy để điện thoại chạy (lancan phone): máy gửi lại.
