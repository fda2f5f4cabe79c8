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
phone-log-uncertified = Số của bạn chưa được xác nhận. Khi bạn đăng nhập bằng số này để khai báo y tế thì số được xác nhận: lancan phone declare sign-in
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
