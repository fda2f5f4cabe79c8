### Texts of the officers' console. The same rules as in vi.ftl.

## Navigation and what every page shows

console-skip = Đến phần chính
console-navigation = Điều hướng
console-dashboard = Tổng quan
console-cases = Ca bệnh
console-sign-out = Đăng xuất
console-no-scripts = Bản dựng này không có mã lệnh và phông chữ: mọi trang vẫn dùng được, nhưng không tự cập nhật.
console-to-dashboard = Về trang tổng quan
console-errors = Có điều cần sửa
console-optional = (không bắt buộc)
console-cancel = Bỏ qua
console-acts = Thao tác
console-as-table = Xem dạng bảng
console-day = Ngày
console-unknown = Chưa rõ
console-copy = Sao chép
console-copied = Đã sao chép

## Signing in

console-sign-in = Đăng nhập
console-sign-in-title = Đăng nhập dành cho cán bộ y tế
console-sign-in-lead = Mỗi thao tác của cán bộ đều được ghi vào nhật ký.
console-name = Tên đăng nhập
console-password = Mật khẩu
console-sign-in-help = Quên mật khẩu? Hãy hỏi người quản trị của đơn vị.

## The overview

console-figure-cases = ca đang theo dõi
console-figure-without-code = ca chưa có mã
console-figure-live-codes = mã còn hiệu lực
console-figure-reported = ca đã có báo cáo
console-chart-opened = Ca mở trong 14 ngày
console-chart-reported = Báo cáo đến trong 14 ngày
console-waiting = Việc cần làm
console-waiting-none = Không có ca nào cần cấp mã.

## The first page of an administrator

console-administrator-title = Bạn quản lý tài khoản
console-administrator-lead = Bạn đăng nhập với vai trò quản trị: bạn lập tài khoản cho cán bộ và chịu trách nhiệm về việc ai có tài khoản.
console-administrator-accounts = Tài khoản
console-administrator-create = Tài khoản được lập trên chính máy chủ. Lệnh này cho biết cách làm:
console-administrator-cases = Ca bệnh
console-administrator-why = Người quản trị không xem được ca bệnh, mã và báo cáo. Để làm việc với ca bệnh, hãy đăng nhập bằng tài khoản cán bộ riêng của bạn.

## Cases

console-new-case = Mở ca bệnh
console-new-case-lead = Sau khi mở ca, cấp mã cho người bệnh để họ tự nguyện gửi báo cáo.
console-open-case = Mở ca
console-no-cases = Chưa có ca bệnh nào. Mở ca khi có kết quả xác nhận.
console-none-found = Không có ca nào khớp.
console-show-all = Xem tất cả
console-search = Tìm theo mã số ca
console-find = Tìm
console-any-state = Mọi tình trạng
# $count (number) = 12
console-cases-found = { $count ->
        [0] Không có ca nào
       *[other] { $count } ca
    }
console-pages = Các trang
# $page (number) = 1
# $pages (number) = 3
console-page = Trang { $page } trên { $pages }
console-page-before = Trang trước
console-page-after = Trang sau
console-reference = Mã số ca
console-reference-hint = Số ca của cơ quan y tế, ví dụ BN 2021/0412. Không ghi tên người bệnh.
console-no-reference = (không có mã số)
console-state = Tình trạng
console-onset = Khởi phát
console-onset-long = Ngày khởi phát
console-tested = Xét nghiệm
console-tested-long = Ngày xét nghiệm
console-opened = Mở ca lúc
console-destroyed = Tự hủy ngày
console-codes = Mã
console-reports = Báo cáo
console-report-type = Căn cứ xác nhận
console-date-hint = Ví dụ 27/5/2021
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-onset = Ngày khởi phát: nhập ngày từ { $from } đến { $to }
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-tested = Ngày xét nghiệm: nhập ngày từ { $from } đến { $to }
console-error-reference = Mã số ca: từ 1 đến 100 ký tự, hoặc để trống
console-state-open = Chưa cấp mã
console-state-code-issued = Đã cấp mã
console-state-code-over = Mã đã hết hạn
console-state-code-used = Đang chờ báo cáo
console-state-reported = Đã báo cáo
console-state-does-not-open = Không mở được
console-happened = Diễn biến
console-event-opened = Mở ca
console-event-short-code = Cấp mã ngắn
console-event-long-code = Cấp liên kết
console-event-code-used = Điện thoại đã dùng mã
console-event-code-revoked = Mã bị thu hồi
# $encounters (number) = 37
# $keys (number) = 14
console-event-report = Báo cáo đến: { $keys } khóa ngày, { $encounters } lần gặp

## Codes and reports of a case

console-issue-short = Cấp mã ngắn
console-issue-long = Cấp liên kết và QR
console-issue-hint = Mã ngắn đọc qua điện thoại, dùng được 15 phút. Liên kết gửi qua tin nhắn hoặc QR, dùng được 24 giờ.
console-no-codes = Chưa cấp mã nào. Gọi cho người bệnh rồi cấp mã.
console-code-kind = Loại
console-code-short = Mã ngắn
console-code-long = Liên kết
console-code-issued = Cấp lúc
# $when (text) = 12/05/2021 08:30
console-code-used = Đã dùng { $when }
# $when (text) = 12/05/2021 08:30
console-code-live = Dùng được đến { $when }
# $when (text) = 12/05/2021 08:30
console-code-expired = Hết hạn { $when }
# $when (text) = 12/05/2021 08:30
console-code-revoked = Thu hồi { $when }
console-revoke = Thu hồi
console-code-title = Mã đã cấp
# $when (text) = 12/05/2021 08:30
console-code-until = Dùng được một lần, đến { $when }.
console-code-once = Mã chỉ hiện một lần và không được lưu. Nếu mất, hãy thu hồi và cấp mã mới.
console-code-qr = Mã QR
console-code-sms = Tin nhắn
console-code-link = Liên kết
console-to-case = Về hồ sơ ca bệnh
console-no-reports = Chưa có báo cáo. Trang này tự cập nhật khi báo cáo đến.
console-received = Nhận lúc
console-published = Công bố trước
console-keys = Khóa ngày
console-encounters = Lần gặp
console-days = Bằng chứng theo ngày
console-days-hint = Điện thoại phát và nghe bao nhiêu phút trong ngày: ít phút nghe nghĩa là có thể còn người gần đó mà điện thoại không ghi nhận.
console-sent = Phút phát
console-listened = Phút nghe
console-near-times = Khoảng 10 phút có người gần
console-near-minutes = Phút gần nhau

## The second factor

console-totp = Mã của ứng dụng xác thực
console-totp-optional = (nếu có)
console-totp-hint = Sáu chữ số, đổi mỗi 30 giây.
