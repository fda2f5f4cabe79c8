### Texts of the console's pages of contacts. The same rules as in vi.ftl.

## Lists of contacts

console-contacts = Người tiếp xúc
console-contacts-of-all = Mọi người tiếp xúc trong phạm vi
console-contacts-of-case = Người tiếp xúc của ca này
console-contact-search = Tìm theo họ tên hoặc số điện thoại
console-any = Tất cả
console-no-contacts = Chưa có người tiếp xúc nào. Hỏi người bệnh đã ở gần ai; người được ứng dụng cảnh báo có thể tự trả lời.
console-no-contact-found = Không có người nào khớp.
console-page-first = Trang đầu
console-choose = Chọn
console-choose-all = Chọn tất cả trong trang này
console-set-chosen = Những người đã chọn thành
console-set-status = Đặt tình trạng
console-none-chosen = Chưa chọn ai. Hãy đánh dấu ít nhất một người rồi đặt tình trạng.
# $count (number) = 12
console-contacts-set = Đã đặt tình trạng cho { $count } người.
console-contact-name = Họ và tên
console-contact-nameless = (chưa có họ tên và số điện thoại)
console-contact-phone = Số điện thoại
console-tier = Mức
console-tier-f1 = F1
console-tier-f2 = F2
console-closeness = Mức gần
console-closeness-unknown = Chưa rõ
console-closeness-same-place = Cùng một nơi
console-closeness-possible = Có thể gần
console-closeness-close = Gần
console-minutes = Số phút gần nhau
console-last-contact = Tiếp xúc lần cuối
console-source = Biết qua
console-source-app = Ứng dụng
console-source-interview = Người bệnh kể
console-source-venue = Cùng địa điểm
console-source-list = Danh sách
console-source-visitor-log = Sổ khách
console-entered = Ghi nhận lúc
console-of-case = Ca bệnh
console-contact-status-new = Chưa liên hệ
console-contact-status-follow-up = Đang theo dõi
console-contact-status-completed = Đã xong
console-contact-status-lost = Mất liên lạc
console-contact-status-cancelled = Không cần theo dõi
console-contact-status-became-case = Đã thành ca bệnh

## Evidence in words

console-grade = Bằng chứng
console-grade-claimed = Tự khai
console-grade-claimed-means = Chỉ điện thoại của người này nói đã ở gần ca bệnh; điện thoại của ca bệnh không ghi nhận. Ai cũng có thể tạo ra điều này từ dữ liệu công khai: không đủ để ra quyết định cách ly. Hãy hỏi lại cả hai người.
console-grade-uncorroborable = Không kiểm chứng được
console-grade-uncorroborable-means = Chỉ điện thoại của người này nói đã ở gần, và không thể đối chiếu: điện thoại của ca bệnh lúc đó không nghe, hoặc người bệnh không gửi những giờ này. Không đủ để ra quyết định cách ly. Hãy hỏi người bệnh.
console-grade-case-heard = Ca bệnh ghi nhận
console-grade-case-heard-means = Điện thoại của ca bệnh đã nghe thấy điện thoại của người này. Đủ làm căn cứ cho quyết định cách ly.
console-grade-corroborated = Hai bên khớp nhau
console-grade-corroborated-means = Hai điện thoại đều đã nghe thấy nhau, vào cùng những lúc. Đây là bằng chứng chắc nhất, đủ làm căn cứ cho quyết định cách ly.
console-grade-none-means = Không có bằng chứng từ ứng dụng: người này được cán bộ ghi theo lời kể, địa điểm hoặc danh sách.
console-relay-suspected = Nghi tín hiệu bị chuyển tiếp: hai khoảng liền nhau chỉ một điện thoại nghe thấy bên kia. Hãy hỏi lại hai người đã ở đâu.
console-order-possible = Có thể ra quyết định cách ly dựa trên những gì đã biết.
# $why (text) = hãy ghi ngày tiếp xúc lần cuối
console-order-because = Chưa thể ra quyết định cách ly: { $why }.
console-order-not-possible = Chưa thể ra quyết định cách ly dựa trên những gì đã biết.

## The file of a contact

console-say-first = Nói trước tiên khi gọi
console-say-first-hint = Ứng dụng của người này hiện đúng hai từ này. Hãy nói hai từ trước khi hỏi bất cứ điều gì: nhờ vậy họ biết bạn là cán bộ y tế thật.
console-person = Thông tin cá nhân
console-birth-year = Năm sinh
console-sex = Giới tính
console-sex-female = Nữ
console-sex-male = Nam
console-sex-other = Khác
console-address = Địa chỉ
console-unit = Phường, xã
console-contact-unit-hint = Nơi người này ở: tên, có dấu hay không dấu đều được, ví dụ Phường 3, Đà Lạt; hoặc mã, ví dụ 24787.
console-relation = Quan hệ với ca bệnh
console-relation-hint = Ví dụ: người nhà, đồng nghiệp, cùng chuyến xe
console-notes = Ghi chú
console-parent = Là F2 của
console-parent-hint = Chỉ cho F2: người F1 mà người này đã tiếp xúc.
console-nobody = (không ai)
console-second = Các F2 của người này
console-merged = Các bản ghi đã gộp vào đây
console-merged-hint = Bản ghi cũ vẫn giữ nguyên những gì đã ghi.
console-merged-into = Bản ghi này đã được gộp vào một bản ghi khác của cùng một người.
console-merged-into-link = Mở bản ghi còn lại
console-contact-became-case = Người này đã trở thành ca bệnh.
console-to-new-case = Mở ca bệnh
console-contact-answered = Điện thoại của người này trả lời cảnh báo
console-contact-entered = Cán bộ ghi nhận người này
console-change-contact = Sửa thông tin
console-new-contact = Thêm người tiếp xúc
console-new-contact-lead = Ghi họ tên hoặc số điện thoại; những mục khác ghi khi đã biết. Người có số điện thoại vào hàng chờ gọi. Mọi thông tin được mã hóa cùng ca bệnh.
console-add-contact = Thêm
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-date = hãy viết ngày từ { $from } đến { $to }
console-error-minutes = hãy viết số phút bằng chữ số

## On a case's file

# $first (number) = 12
# $second (number) = 3
# $waiting (number) = 5
console-contact-counts = { $first } F1, { $second } F2; { $waiting } người chưa liên hệ.
console-show-contacts = Xem danh sách
console-answered = Điện thoại trả lời lúc

## What becomes of a contact

console-become-case = Chuyển thành ca bệnh
console-become-case-lead = Một ca bệnh mới được mở cho người này. Bản ghi người tiếp xúc vẫn còn, giữ nguyên diễn biến và dẫn đến ca bệnh mới; người này không còn trong hàng chờ gọi.
console-to-contact = Về hồ sơ người tiếp xúc
console-order = Quyết định cách ly
console-order-act = Ra quyết định cách ly
console-order-again = Ra lại quyết định theo quy định hiện hành
console-order-until = Cách ly đến hết ngày
console-order-follow-up = Theo dõi đến hết ngày
console-order-decree = Căn cứ
console-order-letter = Xem và in quyết định
console-letter = Quyết định cách ly y tế
# $when (text) = 12/05/2021
console-letter-date = Ngày { $when }
# $decree (text) = 5053/QĐ-BYT
# $when (text) = 12/05/2021
console-letter-because = Căn cứ { $decree }. Người có tên trên đã tiếp xúc với người mắc bệnh, lần cuối vào ngày { $when }.
# $when (text) = 26/05/2021
console-letter-until = Người có tên trên thực hiện cách ly y tế đến hết ngày { $when }.
# $when (text) = 02/06/2021
console-letter-afterwards = Sau đó tự theo dõi sức khỏe đến hết ngày { $when }.
console-letter-symptoms = Khi sốt, ho, đau họng hoặc khó thở, hãy gọi ngay cho cơ sở y tế ghi ở trên; không tự đến cơ sở y tế khi chưa gọi.
console-letter-receiver = Người nhận (ký, ghi rõ họ tên)
console-letter-officer = Người ra quyết định (ký, ghi rõ họ tên, đóng dấu)
console-contact-of-revoked = Ca bệnh mà người này tiếp xúc đã bị hủy vì xác định nhầm. Hãy gọi báo cho họ và kết thúc theo dõi.
console-call-of-revoked = Ca bệnh của người này đã bị hủy vì xác định nhầm. Hãy báo cho họ rằng cảnh báo không còn đúng, và kết thúc theo dõi.
console-call-of-revoked-short = Ca đã hủy
console-contact-calls-head = Cuộc gọi
# $attempts (number) = 2
# $outcome (text) = không nghe máy
# $when (text) = 12/05/2021 08:30
console-contact-calls = Đã gọi { $attempts } lần, lần cuối: { $outcome }. Gọi lại từ { $when }.
# $when (text) = 12/05/2021 08:30
console-contact-calls-none = Chưa gọi. Chờ gọi từ { $when }.
# $attempts (number) = 2
# $outcome (text) = đã nói chuyện
console-contact-calls-over = Đã gọi { $attempts } lần, lần cuối: { $outcome }. Không cần gọi nữa.

## Line lists and duplicates

console-lines = Dán danh sách
console-lines-lead = Sao chép các dòng từ bảng tính rồi dán vào đây. Bạn xem lại trước: chỉ những dòng không có lỗi được lưu khi bạn yêu cầu, các dòng còn lại ở lại đây để sửa.
console-lines-text = Các dòng của danh sách
console-lines-hint = Dòng đầu có thể là tên cột (họ tên, số điện thoại, năm sinh, giới tính, địa chỉ, mã xã, quan hệ, ngày tiếp xúc, số phút, ghi chú). Không có tên cột thì theo đúng thứ tự này.
console-lines-check = Xem trước
console-lines-save = Lưu các dòng không có lỗi
# $count (number) = 97
console-lines-saved = Đã lưu { $count } người.
console-lines-understood = Nội dung đã đọc được
# $good (number) = 97
# $bad (number) = 3
console-lines-counts = { $good } dòng lưu được, { $bad } dòng cần sửa.
console-lines-line = Dòng
console-lines-unknown = (không dùng)
console-lines-mend = Cần sửa
console-error-cell-date = hãy viết ngày trong 60 ngày qua
console-error-cell-text = hãy viết trên một dòng, không quá 200 ký tự
console-duplicates = Bản ghi trùng
console-duplicates-lead = Những bản ghi cùng số điện thoại, hoặc cùng họ tên, năm sinh và xã. Chỉ bạn biết đó có phải một người hay không. Khi gộp, không thông tin nào mất: điều khác nhau vào ghi chú, lịch hẹn gọi và quyết định cách ly chuyển sang bản ghi còn lại.
console-duplicates-none = Không có bản ghi nào trùng nhau.
console-field = Mục
console-merge = Gộp
console-keep-this = Gộp vào bản ghi này

## Follow-up by day

console-today = Cần gặp hôm nay
# $due (number) = 40
# $seen (number) = 12
# $when (text) = 12/05/2021
console-today-counts = Ngày { $when }: { $due } người cần gặp, đã gặp { $seen }.
# $listed (number) = 500
console-today-more = Danh sách hiện { $listed } người đầu.
console-today-none = Hôm nay không có ai cần gặp.
console-not-yet = Chưa gặp
console-due = Cần gặp hôm nay
console-days-of = Theo dõi hằng ngày
# $from (text) = 13/05/2021
# $until (text) = 09/06/2021
# $near (text) = 12/05/2021
console-plan = Theo dõi từ { $from } đến hết { $until }, theo quy định có hiệu lực vào ngày tiếp xúc: { $near }.
console-plan-none = Chưa có lịch theo dõi: chưa biết ngày tiếp xúc, hoặc không quy định nào yêu cầu.
console-days-seen = Từng ngày
console-days-none = Chưa có ngày nào cần theo dõi.
console-seen = Kết quả
console-seen-well = Đã gặp, khỏe
console-seen-symptoms = Đã gặp, có triệu chứng
console-seen-missed = Không gặp được
console-seen-not-attempted = Chưa đi gặp
console-temperature = Nhiệt độ
console-temperature-hint = Ví dụ 36,8. Từ 38,0 °C trở lên là báo động.
console-symptoms = Triệu chứng
console-write-day = Ghi một ngày
console-specimens = Mẫu xét nghiệm
console-specimens-none = Chưa lấy mẫu nào.
console-specimen = Mẫu số
console-specimen-kind = Loại mẫu, xét nghiệm
console-taken = Ngày lấy mẫu
console-laboratory = Nơi xét nghiệm
console-result = Kết quả
console-result-new = Ghi kết quả
console-result-waiting = Đang chờ
console-result-negative = Âm tính
console-result-positive = Dương tính
console-result-unclear = Cần làm lại
console-write-specimen = Thêm mẫu xét nghiệm
console-near-again = Lại tiếp xúc với ca bệnh
console-near-again-day = Ngày tiếp xúc
console-near-again-hint = Lịch theo dõi kéo dài theo quy định của ngày đó; thêm một ngày không bao giờ làm lịch ngắn lại. Nếu ghi nhầm ngày, hãy sửa “Tiếp xúc lần cuối” trong hồ sơ của người này.
console-last-contact-hint = Những ngày tiếp xúc đã ghi sau ngày này sẽ bị xóa.
console-act-view-contact-days = Xem theo dõi hằng ngày
console-act-write-contact-day = Ghi theo dõi một ngày
console-act-write-specimen = Ghi mẫu xét nghiệm
console-act-near-again = Ghi thêm ngày tiếp xúc
console-act-list-follow-up = Xem danh sách cần gặp
console-act-view-graph = Xem sơ đồ tiếp xúc

## The graph

console-graph = Sơ đồ tiếp xúc
# $count (number) = 12
console-graph-counts = { $count } người tiếp xúc.
# $count (number) = 500
console-graph-cut = Ca này có hơn { $count } người tiếp xúc: không vẽ sơ đồ, bảng chỉ có { $count } người đầu. Danh sách có đủ mọi người.
console-graph-hint = Từ trái sang phải: ca bệnh, F1, F2. Phím Tab đi qua từng người, Enter mở hồ sơ. Bảng bên dưới có cùng nội dung.
console-met = Đã tiếp xúc với

## The five numbers on the overview

console-number-followed = đã gặp hôm nay, trong số người cần gặp
console-number-completed = người đã theo dõi xong
console-number-lost = người mất liên lạc
console-number-became-cases = người đã thành ca bệnh
console-number-traced = ca có người tiếp xúc được ghi trong 24 giờ

## Saved lists

console-views = Danh sách đã lưu
console-views-save = Lưu danh sách này
console-views-hint = Lưu cách lọc và sắp xếp dưới một tên, chỉ cho bạn. Chữ đang tìm không được lưu. Đừng ghi tên người vào tên danh sách.
console-view-name = Tên
console-view-name-wrong = Tên danh sách: từ 1 đến 60 ký tự
console-view-too-many = Bạn đã lưu 30 danh sách: hãy xóa một danh sách trước
console-act-save-view = Lưu một danh sách
console-act-delete-view = Xóa một danh sách đã lưu
console-met-elsewhere = một F1 không có trong bảng này
console-error-choose = Hãy chọn một trong các lựa chọn
