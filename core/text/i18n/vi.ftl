### Câu chữ mà người dùng nhìn thấy trên điện thoại; máy chủ và chương trình cũng dùng. Tên khóa: xem src/lib.rs.
### Biến của mỗi câu được ghi ngay trên câu đó: tên, kiểu (number hoặc text) và một ví dụ.

## Lỗi: khóa là "problem-" và mã công khai; .next nói việc cần làm tiếp theo.

problem-code-mistyped = Mã chưa đúng
    .next = Có lẽ bạn gõ nhầm một ký tự. Hãy xem lại từng số rồi nhập lại.
problem-code-unknown = Không tìm thấy mã này
    .next = Hãy kiểm tra lại mã. Nếu vẫn không được, hãy xin cán bộ y tế một mã mới.
problem-code-used = Mã này đã được dùng
    .next = Mỗi mã chỉ dùng một lần. Nếu bạn chưa gửi báo cáo, hãy xin cán bộ y tế một mã mới.
problem-code-expired = Mã đã hết hạn
    .next = Hãy xin cán bộ y tế một mã mới và nhập ngay khi nhận được.
problem-codes-suspended = Mã ngắn đang tạm ngừng
    .next = Hệ thống vừa nhận quá nhiều mã sai. Hãy chờ 15 phút, hoặc xin cán bộ y tế gửi cho bạn một liên kết.
problem-token-invalid = Phiên gửi báo cáo không còn hiệu lực
    .next = Hãy xin cán bộ y tế một mã mới rồi làm lại. Chưa có gì được gửi đi.
problem-signature-invalid = Báo cáo không qua được bước kiểm tra chữ ký
    .next = Chưa có gì được lưu. Hãy xin mã mới và gửi lại từ chính điện thoại đã nhập mã.
problem-report-invalid = Báo cáo không hợp lệ
    .next = Chưa có gì được lưu. Hãy cập nhật ứng dụng rồi thử lại.
problem-key-refused = Một khóa trong báo cáo không được nhận
    .next = Chưa có gì được lưu. Hãy kiểm tra ngày giờ của điện thoại, rồi xin mã mới và gửi lại.
problem-phone-mistyped = Đây không phải là số điện thoại
    .next = Hãy viết như 0912 345 678, số nước ngoài bắt đầu bằng dấu + và mã nước.
problem-otp-wrong = Mã trong tin nhắn chưa đúng
    .next = Hãy xem lại sáu chữ số rồi nhập lại. Sai năm lần thì cần mã mới.
problem-otp-expired = Mã trong tin nhắn đã hết hạn
    .next = Mã có hiệu lực 5 phút và dùng một lần. Hãy xin mã mới.
problem-otp-limit = Hôm nay đã gửi nhiều tin nhắn đến số này, cần chờ mới gửi thêm được
    .next = Hãy thử lại sau 15 phút. Mỗi tin sau phải chờ lâu hơn, nhưng không quá hai giờ. Hoặc bạn tự gọi cho cơ quan y tế.
problem-request-invalid = Yêu cầu không đúng định dạng
    .next = Hãy xem lại những gì đã nhập. Nếu vẫn không được, hãy cập nhật ứng dụng.
problem-too-large = Dữ liệu gửi lên quá lớn
    .next = Hãy chia nhỏ hoặc bớt lại rồi thử lại.
problem-sign-in-failed = Tên đăng nhập hoặc mật khẩu không đúng
    .next = Hãy nhập lại. Nếu quên mật khẩu, hãy hỏi người quản trị.
problem-sign-in-needed = Bạn cần đăng nhập
    .next = Phiên làm việc đã hết hoặc chưa bắt đầu. Hãy đăng nhập rồi làm lại.
problem-not-allowed = Bạn không có quyền làm việc này
    .next = Nếu công việc của bạn cần quyền này, hãy hỏi người quản trị.
problem-not-found = Không tìm thấy
    .next = Có thể mục này đã bị xóa khi hết hạn lưu. Hãy quay lại và chọn mục khác.
problem-conflict = Việc này không làm được lúc này
    .next = Mục này đã có, hoặc đã được thay đổi. Hãy tải lại để xem tình trạng mới nhất.
problem-too-many-requests = Bạn thao tác quá nhanh
    .next = Hãy chờ một lát rồi thử lại.
problem-internal = Máy chủ gặp lỗi
    .next = Không có gì bị thay đổi. Hãy thử lại sau ít phút.
problem-unavailable = Máy chủ chưa sẵn sàng
    .next = Hãy thử lại sau ít phút.
problem-offline = Không kết nối được máy chủ
    .next = Hãy kiểm tra mạng. Nếu bạn vừa nhập mã, hãy nhập lại chính mã đó; mọi việc khác ứng dụng sẽ tự thử lại, và việc ghi nhận quanh bạn vẫn tiếp tục.
problem-wrong-store-key = Không mở được dữ liệu trên máy này
    .next = Khóa của điện thoại không khớp với dữ liệu. Hãy mở khóa màn hình rồi thử lại. Nếu dữ liệu được chép từ máy khác sang, hãy xóa đi và bắt đầu lại.
problem-store-too-new = Dữ liệu do một bản ứng dụng mới hơn ghi
    .next = Hãy cập nhật ứng dụng lên bản mới nhất.
problem-store-busy = Dữ liệu đang được một chương trình khác dùng
    .next = Hãy đóng chương trình kia rồi mở lại ứng dụng.
problem-store-failed = Không ghi được vào bộ nhớ
    .next = Hãy giải phóng bộ nhớ điện thoại. Ứng dụng vẫn tạm giữ dữ liệu mới cho đến khi ghi được.
problem-passphrase-too-short = Mật khẩu quá ngắn
    .next = Hãy chọn mật khẩu có ít nhất 10 ký tự, chẳng hạn bốn từ.
problem-passphrase-wrong = Mật khẩu không mở được tệp này
    .next = Hãy kiểm tra lại mật khẩu. Nếu mật khẩu đúng thì tệp đã hỏng: hãy tạo lại tệp trên máy cũ.
problem-signed-file-refused = Dữ liệu từ máy chủ không đáng tin
    .next = Chữ ký sai hoặc đã cũ nên dữ liệu không được dùng. Bản tốt gần nhất vẫn được giữ; ứng dụng sẽ tự thử lại.
problem-file-invalid = Tệp không đúng định dạng
    .next = Hãy kiểm tra xem bạn đã chọn đúng tệp chưa, hoặc tải lại tệp.
problem-nothing-to-do = Chưa có gì để làm
    .next = Hãy nhập mã của cán bộ y tế trước. Nếu đã nhập, điện thoại này chưa có gì để gửi; mã vẫn còn dùng được. Nếu ngày giờ của máy sai, hãy bật “Ngày và giờ tự động” rồi thử lại sau vài phút.
problem-host-failed = Điện thoại không thực hiện được thao tác này
    .next = Hãy thử lại. Nếu vẫn lỗi, hãy khởi động lại ứng dụng.

## Tình trạng

status-working = Đang bảo vệ bạn và mọi người
    .next = Cứ để Bluetooth bật. Bạn không cần làm gì thêm.
status-paused = Đang tạm dừng
    .next = Điện thoại không ghi nhận ai và không ai ghi nhận bạn. Bấm “Tiếp tục” khi bạn sẵn sàng.
# $when (text) = 08:30 12/05/2021
status-last-checked = Kiểm tra cảnh báo lần cuối: { $when }
# $worked (number) = 13
# $days (number) = 14
status-coverage = Số ngày đã phát và lắng nghe: { $worked } trong { $days } ngày gần đây
# $day (text) = 12/05/2021
# $sent (number) = 660
# $listened (number) = 120
coverage-gap = { $day }: phát { $sent } phút, lắng nghe { $listened } phút
status-never-checked = Chưa kiểm tra cảnh báo lần nào
    .next = Ứng dụng sẽ kiểm tra ngay khi có mạng.

## Điều gì cản trở Bluetooth

blocked-bluetooth-off = Bluetooth đang tắt
    .next = Hãy bật Bluetooth để điện thoại có thể cảnh báo bạn.
blocked-permission-missing = Ứng dụng chưa được cấp quyền
    .next = Hãy mở Cài đặt và cho phép ứng dụng dùng Bluetooth. Ứng dụng không ghi lại vị trí của bạn.
blocked-unsupported = Thiết bị này không có Bluetooth năng lượng thấp
    .next = Bạn không dùng được tính năng cảnh báo tiếp xúc trên thiết bị này.
blocked-cannot-advertise = Máy khác chưa nhận ra điện thoại này
    .next = Hãy tắt rồi bật lại Bluetooth. Nếu vẫn vậy, điện thoại vẫn nghe được những máy ở gần.
blocked-cannot-scan = Điện thoại này chưa nghe được máy khác
    .next = Hãy tắt rồi bật lại Bluetooth, hoặc khởi động lại điện thoại.

## Trục trặc phía sau

trouble-store-failing = Không ghi được vào bộ nhớ
    .next = Hãy giải phóng bộ nhớ điện thoại. Dữ liệu mới đang được giữ tạm.
trouble-store-replaced = Dữ liệu cũ bị hỏng và đã được để riêng ra
    .next = Ứng dụng đã bắt đầu lại từ đầu và vẫn đang ghi nhận. Bạn không cần làm gì.
trouble-store-part-lost = Một phần dữ liệu trên máy bị hỏng
    .next = Phần đó đã được bắt đầu lại; phần còn lại vẫn nguyên và việc ghi nhận vẫn tiếp tục, trừ khi đang tạm dừng. Nếu sắp tới bạn gửi báo cáo, hãy cho cán bộ y tế biết là có thể thiếu vài ngày.
trouble-report-lost = Báo cáo đang gửi bị hỏng trên máy
    .next = Hãy hỏi cán bộ y tế xem báo cáo đã đến chưa. Nếu chưa, hãy xin mã mới và gửi lại.
trouble-clock-wrong = Đồng hồ điện thoại đang sai
    .next = Hãy bật “Ngày và giờ tự động” trong Cài đặt, nếu không cảnh báo có thể bị bỏ sót.
trouble-server-unreachable = Lâu rồi chưa liên lạc được với máy chủ y tế
    .next = Hãy kiểm tra mạng. Việc ghi nhận quanh bạn vẫn tiếp tục.
trouble-signed-file-refused = Máy chủ gửi dữ liệu không đáng tin
    .next = Ứng dụng không dùng dữ liệu đó và sẽ tự thử lại. Bạn không cần làm gì.
trouble-nobody-heard = Máy đã lắng nghe một tuần mà chưa nghe được ai
    .next = Nếu bạn đã ở gần những người dùng ứng dụng, hãy tắt rồi bật lại Bluetooth, hoặc khởi động lại máy.
trouble-rules-expired = Quy định trên máy đã hết hạn
    .next = Ứng dụng vẫn dùng quy định gần nhất và sẽ tải bản mới khi có mạng.

## Cảnh báo

warning-message = Bạn có một tin nhắn
    .next = Mở ứng dụng để đọc.
warning-title = Bạn có thể đã tiếp xúc với người mắc bệnh
# $day (text) = 12/05/2021
# $minutes (number) = 25
warning-body = Ngày { $day }, điện thoại của bạn ước tính đã ở gần điện thoại của một ca bệnh khoảng { $minutes } phút. Không ai biết bạn nhận được cảnh báo này, trừ khi bạn tự nói ra.
# $from (text) = 12/05/2021
# $to (text) = 13/05/2021
warning-days = { $from } đến { $to }
warning-graver = Một cảnh báo của bạn đã nghiêm trọng hơn
    .next = Bạn hãy đọc lại: khả năng tiếp xúc cao hơn trước hoặc các ngày cách ly đã thay đổi.
warning-lower = Một cảnh báo của bạn đã giảm mức độ
    .next = Bạn hãy đọc lại: khả năng tiếp xúc thấp hơn trước hoặc số ngày cách ly đã giảm.
warning-withdrawn = Một cảnh báo của bạn đã được rút lại
    .next = Báo cáo hoặc quy định làm căn cứ cho cảnh báo đã được đính chính. Bạn không cần làm theo lời khuyên của cảnh báo này nữa.
warning-expired = Thời gian theo dõi của một cảnh báo đã hết
    .next = Nếu thấy không khỏe, bạn hãy gọi cho trạm y tế.
# $from (text) = 08:30
# $to (text) = 09:10
warning-time = Trong khoảng từ { $from } đến { $to }
warning-likely = Nhiều khả năng, nhưng chưa chắc chắn, bạn đã ở đủ gần và đủ lâu: Bluetooth không đo được khoảng cách.
warning-possible = Đây là khả năng, chưa phải điều chắc chắn: Bluetooth không nhìn thấy tường, vách kính hay khẩu trang.
# $decree (text) = 5053/QĐ-BYT
warning-decree = Theo quy định tại { $decree }
# $count (number) = 2
warning-count = { $count ->
        [0] Không có cảnh báo nào
       *[other] Có { $count } cảnh báo
    }

## Vì sao một ca bệnh là tiếp xúc hay không, theo một quy định

reason-title = Vì sao có hoặc không có cảnh báo
reason-no-case = Điện thoại này chưa ghi nhận điện thoại của ca bệnh nào đã báo cáo
reason-contact = Đủ gần và đủ lâu: tiếp xúc gần
reason-not-in-force = Quy định chưa hoặc không còn hiệu lực vào những ngày đó
reason-report-type = Ca được báo cáo theo loại này không tính tiếp xúc theo quy định
# $days (number) = -4
reason-not-infectious = Ca bệnh chưa hoặc không còn được tính là có khả năng lây (ngày { $days } so với ngày khởi phát)
# $minutes (number) = 12
# $needed (number) = 15
reason-too-short = Chỉ ở gần nhiều nhất { $minutes } phút trong khoảng thời gian quy định; từ { $needed } phút mới là tiếp xúc
reason-too-unlikely = Đủ lâu, nhưng theo ước tính của điện thoại, khả năng ở đủ gần chưa đạt mức tiếp xúc gần
reason-weak-evidence = Đủ khả năng, nhưng cách ghi nhận không chứng minh được khoảng cách

## Lời khuyên: khóa do bộ quy định nêu. Mọi lời khuyên có cùng hai biến.

# $days (number) = 21
# $followup (number) = 7
advice-f1-quarantine = Hãy ở nhà và gọi ngay cho trạm y tế nơi bạn ở. Theo quy định, người tiếp xúc gần (F1) cách ly { $days } ngày kể từ ngày tiếp xúc, rồi tự theo dõi sức khỏe thêm { $followup } ngày. Đeo khẩu trang, ở phòng riêng nếu có thể, và báo y tế ngay khi sốt, ho hoặc khó thở.
# $days (number) = 7
# $followup (number) = 3
advice-f1-quarantine-shorter = Hãy ở nhà và gọi ngay cho trạm y tế nơi bạn ở. Theo quy định, người tiếp xúc gần (F1) cách ly { $days } ngày kể từ ngày tiếp xúc, rồi tự theo dõi sức khỏe thêm { $followup } ngày. Người đã tiêm đủ vắc xin hoặc đã khỏi bệnh được cách ly ít ngày hơn: hãy hỏi trạm y tế. Đeo khẩu trang, ở phòng riêng nếu có thể, và báo y tế ngay khi sốt, ho hoặc khó thở.
# $days (number) = 0
# $followup (number) = 10
advice-f1-watch = Bạn không phải cách ly{ $days ->
        [0] {""}
       *[other] {" "}quá { $days } ngày
    }. Hãy đeo khẩu trang, giữ khoảng cách và tự theo dõi sức khỏe trong { $followup } ngày. Khi sốt, ho hoặc khó thở, hãy xét nghiệm và gọi cho trạm y tế.
# $days (number) = 0
# $followup (number) = 14
advice-f2-watch = Bạn đã ở gần một người tiếp xúc gần (bạn là F2). { $days ->
        [0] Hãy hạn chế ra ngoài
       *[other] Hãy ở nhà { $days } ngày
    }, đeo khẩu trang và tự theo dõi sức khỏe trong { $followup } ngày. Nếu người kia có kết quả dương tính, bạn sẽ nhận được cảnh báo mới.
# $days (number) = 14
# $followup (number) = 14
advice-other = Hãy gọi cho trạm y tế nơi bạn ở để được hướng dẫn. Số ngày cách ly theo quy định: { $days }; số ngày tự theo dõi sức khỏe sau đó: { $followup }.

## Báo cáo: từ mã đến lúc gửi xong

report-type-confirmed-test = Xét nghiệm dương tính
report-type-confirmed-clinical-diagnosis = Mắc bệnh theo chẩn đoán của bác sĩ
report-type-self-report = Tự khai báo
report-type-recursive = Tiếp xúc gần với ca bệnh (F1)
report-type-revoked = Báo cáo trước đó đã được rút lại

report-enter-code = Nhập mã mà cán bộ y tế đã cho bạn
    .next = Mã ngắn có hạn 15 phút, chỉ dùng được một lần.
report-checking = Đang kiểm tra mã…
# $centre (text) = Trung tâm Y tế huyện Bảo Lâm
report-review = { $centre } đề nghị bạn giúp cảnh báo những người đã ở gần bạn
    .next = Hãy xem kỹ những gì sẽ được gửi. Bạn có thể bỏ bớt những gì không muốn gửi, hoặc không gửi gì cả.
report-sending = Đang gửi báo cáo…
    .next = Bạn có thể đóng ứng dụng; báo cáo sẽ được gửi tiếp khi có mạng.
# $when (text) = 08:30 13/05/2021
report-accepted = Báo cáo đã được gửi. Cảm ơn bạn!
    .next = Muộn nhất lúc { $when }, những điện thoại đã ở gần bạn sẽ biết để tự kiểm tra. Không ai được cho biết bạn là ai.
report-failed = Báo cáo chưa được gửi
    .next = Máy chủ không giữ lại gì từ báo cáo này.

## Báo cáo đã gửi, và rút lại báo cáo

sent-title = Báo cáo đã gửi
# $when (text) = 25/05/2021 10:20
sent-at = Gửi lúc { $when }
# $until (text) = 28/05/2021 10:20
sent-until = Bạn có thể rút lại báo cáo này đến { $until }.
# $centre (text) = Trung tâm Y tế Bảo Lâm
sent-stands = Ứng dụng không rút lại báo cáo này được nữa.
    .next = Nếu bạn muốn rút lại, hãy gọi { $centre }: cán bộ y tế có thể hủy.
sent-taking-back = Đang rút lại báo cáo…
    .next = Việc này mất vài phút. Nếu mất mạng, máy sẽ tự gửi lại.
# $when (text) = 25/05/2021 10:20
sent-taken-back = Đã rút lại lúc { $when }
    .next = Điện thoại của những người đã được cảnh báo sẽ báo cho họ rằng cảnh báo không còn hiệu lực.
sent-failed = Chưa rút lại được báo cáo
withdraw-report = Rút lại báo cáo
withdraw-explained = Rút lại là gì?
    .next = Khóa ngẫu nhiên chưa công bố sẽ không công bố nữa, khóa đã công bố được thu hồi, các lượt tiếp xúc và nơi bạn đã đến bị xóa khỏi máy chủ. Cán bộ y tế thấy rằng bạn đã rút lại. Ca bệnh và những gì bạn đã kể với cán bộ vẫn còn.
consent-withdraw = Tôi muốn rút lại báo cáo này. Tôi hiểu rằng những người đã ở gần tôi sẽ không được cảnh báo nữa, và các khóa này không gửi lại được.

## Xem lại trước khi gửi

review-title = Những gì sẽ được gửi
# $days (number) = 14
review-keys = Khóa ngẫu nhiên của điện thoại bạn trong { $days } ngày. Chúng cho máy khác biết đã từng ở gần bạn hay chưa, không nói bạn là ai hay ở đâu.
# $day (text) = 12/05/2021
# $minutes (number) = 25
# $count (number) = 4
review-day = { $day }: { $count ->
        [0] không có lượt tiếp xúc nào
       *[other] { $count } lượt tiếp xúc, tổng cộng { $minutes ->
            [0] chưa đến 1 phút
           *[other] khoảng { $minutes } phút
        }
    }
review-leave-out = Bỏ ngày này
review-leave-out-hours = Bỏ vài giờ
# $day (text) = 12/05/2021
review-left-out = Bạn đã bỏ { $day }
# $count (number) = 2
review-withheld = { $count } khóa ngẫu nhiên trùng vào lúc bạn đã bỏ nên không được gửi. Vì vậy, có những giờ khác trong ngày cũng không được gửi.
review-follows = Khóa ngẫu nhiên của hôm nay sẽ tự được gửi vào sáng mai, khi ngày đã qua.
# $count (number) = 3
review-visits = { $count ->
        [0] Không gửi nơi nào bạn đã đến.
       *[other] { $count } nơi bạn đã đến, mỗi nơi có thể bỏ riêng:
    }
review-send = Gửi
review-cancel = Không gửi

## Đồng ý. Đổi nghĩa của một câu dưới đây thì tăng CONSENT_TEXT_VERSION.

consent-keys = Tôi đồng ý công bố khóa ngẫu nhiên của điện thoại tôi, để những người đã ở gần tôi được cảnh báo. Khóa này không chứa tên, số điện thoại hay vị trí.
# $authority (text) = Sở Y tế tỉnh Lâm Đồng
consent-encounters = Tôi đồng ý gửi cho { $authority } những lượt tiếp xúc đã hiện ở trên, để đối chiếu khi một người tiếp xúc tự liên hệ. Dữ liệu được mã hóa và xóa khi hết hạn.
# $authority (text) = Sở Y tế tỉnh Lâm Đồng
consent-visits = Tôi đồng ý gửi cho { $authority } những nơi tôi đã đến như hiện ở trên, để cảnh báo người khác đã ở đó. Không ai thấy tên tôi trong cảnh báo.
consent-voluntary = Việc gửi là tự nguyện. Không gửi cũng không ảnh hưởng đến việc chữa bệnh của bạn.

## Dữ liệu của tôi

history-title = Những lượt tiếp xúc mà điện thoại này đã ghi
# $days (number) = 21
history-promise = Chỉ nằm trên điện thoại này, được mã hóa và tự xóa sau { $days } ngày. Không có tên, không có vị trí.
# $day (text) = 12/05/2021
# $count (number) = 5
# $minutes (number) = 40
history-day = { $day }: { $count ->
        [0] không có lượt tiếp xúc nào
       *[other] { $count } lượt tiếp xúc, tổng cộng { $minutes ->
            [0] chưa đến 1 phút
           *[other] { $minutes } phút
        }
    }
history-empty = Chưa ghi nhận lượt tiếp xúc nào
closeness-near = Gần
closeness-around = Quanh đây
closeness-far = Xa
closeness-unknown = Không rõ khoảng cách
# $count (number) = 3
near-now = { $count ->
        [0] Hiện không có ai ở gần
       *[other] Đang có { $count } điện thoại ở gần
    }
erase-title = Xóa tất cả dữ liệu trên máy này
    .next = Không lấy lại được. Những lượt tiếp xúc, khóa và cảnh báo đều mất.
erase-done = Đã xóa tất cả
pause = Tạm dừng
resume = Tiếp tục

## Địa điểm đã đến

# $place (text) = Chợ Lộc Thắng
place-entered = Bạn đã vào { $place }
    .next = Khi ra về, hãy quét mã này một lần nữa.
# $place (text) = Chợ Lộc Thắng
place-left = Bạn đã rời { $place }
# $system (text) = NZ COVID Tracer
place-foreign = Mã này thuộc hệ thống khác: { $system }
    .next = Hãy quét mã Lân Cận ở cửa. Điện thoại không lưu gì từ mã này.
place-foreign-personal = Đây là mã cá nhân của một người, không phải mã của địa điểm
    .next = Hãy quét mã Lân Cận ở cửa. Điện thoại không lưu gì từ mã này.
place-refused-not-a-place = Đây không phải mã của địa điểm
    .next = Hãy quét mã Lân Cận ở cửa.
place-refused-update-needed = Ứng dụng này chưa đọc được mã của địa điểm
    .next = Hãy cập nhật ứng dụng rồi quét lại.
place-refused-not-signed = Mã này không phải do cơ quan y tế cấp
    .next = Có người đã tự làm hoặc sửa mã. Hãy báo cho quản lý địa điểm.
place-refused-old-picture = Mã trên màn hình này đã cũ
    .next = Hãy quét mã đang hiện trên màn hình ở cửa và kiểm tra giờ của điện thoại.
place-refused-too-many = Điện thoại không ghi thêm được lượt đến nào cho ngày này
    .next = Hãy xóa một lượt đến không đúng rồi quét lại.
place-refused-nothing-to-leave = Mã này chỉ để ra về, nhưng chưa có lần vào nào
    .next = Khi vào, hãy quét mã ở lối vào.
visit-title = Những nơi bạn đã đến
visit-empty = Chưa ghi nơi nào.
# $days (number) = 21
visit-promise = Chỉ nằm trên điện thoại này, được mã hóa và tự xóa sau { $days } ngày.
# $from (text) = 08:30 12/05/2021
# $to (text) = 09:10 12/05/2021
# $place (text) = Chợ Lộc Thắng
visit-line = { $place }, từ { $from } đến { $to }
visit-open = chưa quét mã khi ra
visit-estimated = giờ ra là ước tính
visit-by-hand = tự nhập
visit-edited = đã sửa
visit-deleted = Đã xóa lượt đến này.
place-warning-title = Bạn có thể đã phơi nhiễm tại một địa điểm
    .next = Hãy mở ứng dụng để xem đó là nơi nào.
# $place (text) = Chợ Lộc Thắng
# $from (text) = 08:30 12/05/2021
# $to (text) = 09:30 12/05/2021
place-warning-body = Cơ quan y tế cảnh báo về { $place } từ { $from } đến { $to }. Bạn đã ở đó trong khoảng này.
place-warning-withdrawn = Một cảnh báo về địa điểm đã được rút lại
    .next = Bạn không cần làm theo lời khuyên của cảnh báo này nữa.
advice-place = Có thể bạn đã phơi nhiễm, nhưng bạn không phải F1 chỉ vì đã đến nơi này. Hãy theo dõi sức khỏe, đeo khẩu trang, và gọi trạm y tế nếu có triệu chứng.
category-school = trường học
category-hospital = bệnh viện
category-clinic = phòng khám
category-market = chợ
category-shop = cửa hàng
category-restaurant = quán ăn
category-lodging = nơi lưu trú
category-workplace = nơi làm việc
category-transport = bến xe, phương tiện
category-worship = nơi thờ tự
category-event = sự kiện
category-other = địa điểm khác

## Thông báo thường trực và quyền (ứng dụng mẫu)

app-name = Lân Cận
app-running = Lân Cận đang hoạt động
    .next = Điện thoại trao đổi mã ngẫu nhiên với các máy ở gần để cảnh báo bạn khi cần.
# $count (number) = 3
needs-title = Còn { $count } mục cần cho phép
needs-allow = Tiếp tục
needs-done = Tôi đã làm xong
report-check = Kiểm tra mã
report-again = Nhập mã khác
warning-dismiss = Tôi đã đọc
erase = Xóa
erase-not = Giữ lại
permission-bluetooth = Cho phép dùng Bluetooth
    .next = Lân Cận dùng Bluetooth để nhận ra điện thoại ở gần. Không ghi vị trí, không kết nối với tai nghe hay thiết bị khác của bạn.
permission-notifications = Cho phép gửi thông báo
    .next = Để bạn biết ngay khi có cảnh báo.
permission-place = Cho phép quyền vị trí
    .next = Từ Android 11 trở về trước, ứng dụng phải có quyền này mới được tìm điện thoại ở gần. Lân Cận không hỏi bạn đang ở đâu và không lưu vị trí.
permission-place-behind = Cho phép quyền vị trí mọi lúc
    .next = Ở trang sau, hãy chọn “Luôn cho phép”. Nếu không, sau khi máy khởi động lại, Lân Cận không nhận ra ai cho đến khi bạn mở ứng dụng. Ứng dụng không hỏi bạn đang ở đâu.
place-off = Vị trí đang tắt
    .next = Với phiên bản Android này, chỉ tìm được điện thoại ở gần khi bật Vị trí. Hãy bật lên; Lân Cận không hỏi bạn đang ở đâu.
battery-exemption = Cho Lân Cận hoạt động khi máy nghỉ
    .next = Nếu không, khi máy nằm yên, Android chỉ thỉnh thoảng đánh thức ứng dụng và bạn có thể bỏ sót người ở gần. Mỗi giờ ứng dụng chỉ lắng nghe khoảng 6 phút.
autostart-xiaomi = Cho Lân Cận tự khởi động
    .next = Máy Xiaomi hay dừng ứng dụng chạy nền. Ở trang sau, hãy bật “Tự khởi chạy” cho Lân Cận, rồi đặt tiết kiệm pin thành “Không giới hạn”.
autostart-oppo = Cho Lân Cận tự khởi động
    .next = Máy OPPO, realme và OnePlus hay dừng ứng dụng chạy nền. Ở trang sau, hãy cho phép Lân Cận tự khởi chạy, và cho phép hoạt động nền trong phần pin của ứng dụng.
autostart-vivo = Cho Lân Cận tự khởi động
    .next = Máy vivo hay dừng ứng dụng chạy nền. Ở trang sau, hãy cho phép Lân Cận tự khởi động, và cho phép dùng nhiều pin khi chạy nền trong phần pin của ứng dụng.
autostart-huawei = Cho Lân Cận tự khởi động
    .next = Máy Huawei và Honor hay dừng ứng dụng chạy nền. Ở trang sau, hãy tắt “Quản lý tự động” cho Lân Cận và bật cả ba mục.
autostart-samsung = Đừng để máy cho Lân Cận ngủ
    .next = Máy Samsung cho ngủ những ứng dụng ít mở. Ở trang sau, hãy vào “Giới hạn sử dụng dưới nền” và thêm Lân Cận vào “Ứng dụng không bao giờ tự động nghỉ”.
channel-running = Đang chạy nền
    .next = Hiện suốt khi Lân Cận hoạt động. Bạn có thể ẩn đi; cảnh báo vẫn đến.
channel-warnings = Cảnh báo tiếp xúc
    .next = Báo khi bạn có thể đã ở gần ca bệnh. Hãy để bật.

## Gọi cho tôi: người được cảnh báo xin cơ quan y tế gọi lại

call-offer = Xin cán bộ y tế gọi cho bạn
    .next = Chưa gửi gì khi bạn chưa đồng ý. Bạn có thể không làm việc này: cảnh báo của bạn vẫn có giá trị như vậy.
# $authority (text) = Sở Y tế Lâm Đồng
call-who-learns = Cán bộ của { $authority } phụ trách đúng ca này sẽ biết số điện thoại của bạn và biết máy bạn đã ở gần ca này vào những ngày dưới đây. Không ai khác biết.
# $day (text) = 12/05/2021
# $minutes (number) = 25
call-day = { $day }: ở gần ca này khoảng { $minutes } phút
consent-call-keys = Tôi đồng ý gửi khóa ngẫu nhiên của máy tôi trong những ngày này để so với những gì máy của ca bệnh đã nghe. Sau khi so, khóa bị hủy. Trước lúc đó, ai có khóa có thể nhận ra máy tôi trong những ngày ấy.
consent-call-encounters = Tôi đồng ý gửi những gì máy tôi đã nghe từ máy của ca bệnh trong những ngày này, và những lúc máy tôi lắng nghe.
call-asked = Mã sáu chữ số đang được gửi đến bạn bằng tin nhắn
# $when (text) = 08:30 12/05/2021
call-code-sent = Mã đã được gửi bằng tin nhắn, dùng được đến { $when }
call-enter-password = Sáu chữ số trong tin nhắn:
call-sending = Đang gửi yêu cầu gọi lại
    .next = Máy tự gửi lại cho đến khi gửi được.
# $when (text) = 08:30 12/05/2021
call-arrived = Cán bộ y tế sẽ gọi cho bạn trước { $when }
    .next = Hãy giữ điện thoại bên mình. Cán bộ không bao giờ hỏi tiền, mật khẩu hay mã.
# $words (text) = sông – chanh
call-words-first = Người gọi sẽ nói trước tiên: { $words }. Hãy cúp máy nếu người gọi không nói được hai từ này.

## Gọi cho tôi: hai từ mà cán bộ nói trước khi gọi. Số của từ: core/protocol/src/call_words.rs. Không đổi thứ tự.

# $first (text) = sông
# $second (text) = chanh
call-words = { $first } – { $second }
call-word-0 = mèo
call-word-1 = trâu
call-word-2 = gà
call-word-3 = vịt
call-word-4 = cá
call-word-5 = voi
call-word-6 = hổ
call-word-7 = khỉ
call-word-8 = thỏ
call-word-9 = rùa
call-word-10 = cua
call-word-11 = ong
call-word-12 = bướm
call-word-13 = kiến
call-word-14 = ngựa
call-word-15 = dê
call-word-16 = sen
call-word-17 = lan
call-word-18 = cúc
call-word-19 = mai
call-word-20 = đào
call-word-21 = tre
call-word-22 = thông
call-word-23 = dừa
call-word-24 = chuối
call-word-25 = cam
call-word-26 = xoài
call-word-27 = ổi
call-word-28 = nhãn
call-word-29 = mít
call-word-30 = bưởi
call-word-31 = chanh
call-word-32 = lúa
call-word-33 = ngô
call-word-34 = khoai
call-word-35 = cà chua
call-word-36 = bí
call-word-37 = gừng
call-word-38 = ớt
call-word-39 = tỏi
call-word-40 = muối
call-word-41 = sữa
call-word-42 = trà
call-word-43 = cà phê
call-word-44 = bánh
call-word-45 = kẹo
call-word-46 = sông
call-word-47 = núi
call-word-48 = biển
call-word-49 = giếng
call-word-50 = suối
call-word-51 = mây
call-word-52 = mưa
call-word-53 = gió
call-word-54 = trăng
call-word-55 = sao
call-word-56 = nắng
call-word-57 = cầu
call-word-58 = thuyền
call-word-59 = xe đạp
call-word-60 = nón
call-word-61 = đèn
call-word-62 = trống
call-word-63 = đàn

## Tin nhắn có mã: không dấu, không quá 160 ký tự (src/sms.rs).

# $centre (text) = Trung tam Y te Bao Lam
# $code (text) = 123 456 784
# $minutes (number) = 15
sms-short-code = { $centre }: ma cua ban la { $code }, nhap vao ung dung LanCan trong { $minutes } phut. Khong dua ma cho nguoi khac.
# $centre (text) = Trung tam Y te Bao Lam
# $link (text) = https://example.gov.vn/c/0123456789ABCDEF
# $hours (number) = 24
sms-long-code = { $centre }: mo { $link } trong { $hours } gio de gui bao cao LanCan. Khong chuyen tiep tin nay.
# $password (text) = 012345
# $minutes (number) = 5
sms-otp = { $password } la ma xac nhan so dien thoai cua ban trong LanCan, dung trong { $minutes } phut. Khong dua ma nay cho ai, ke ca can bo.
# $place (text) = Cho Loc Thang
# $date (text) = 24/05/2021
# $link (text) = https://lancan.example.vn/dia-diem
sms-place-warned = { $place }, { $date }: nguoi den vao gio do duoc canh bao. Gio va viec can lam: { $link }
# $place (text) = Cho Loc Thang
# $date (text) = 24/05/2021
# $link (text) = https://lancan.example.vn/dia-diem
sms-place-withdrawn = Co quan y te da rut lai canh bao ve { $place }, { $date }. Chi tiet: { $link }
# $date (text) = 24/05/2021
# $morning (number) = 9
# $afternoon (number) = 16
# $link (text) = https://lancan.example.vn/khai-bao
sms-quarantine = Ngay { $date } chua co bao cao suc khoe khi cach ly. Moi ngay hay bao cao truoc { $morning } gio va { $afternoon } gio: { $link }
# $place (text) = Truong Hoa Mai
# $link (text) = https://lancan.example.vn/dia-diem
sms-facility-due = { $place } chua tu danh gia an toan hom nay. Hay gui truoc 22 gio: { $link }

## Ngày và giờ

# $day (number) = 12
# $month (number) = 5
# $year (number) = 2021
date = { $day ->
        [1] 01
        [2] 02
        [3] 03
        [4] 04
        [5] 05
        [6] 06
        [7] 07
        [8] 08
        [9] 09
       *[other] { $day }
    }/{ $month ->
        [1] 01
        [2] 02
        [3] 03
        [4] 04
        [5] 05
        [6] 06
        [7] 07
        [8] 08
        [9] 09
       *[other] { $month }
    }/{ $year }
# $minutes (number) = 25
duration = { $minutes ->
        [0] chưa đến 1 phút
       *[other] { $minutes } phút
    }
