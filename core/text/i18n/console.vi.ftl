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
console-administrator-create = Bạn thêm cán bộ, cấp mật khẩu mới và đăng xuất tài khoản. Mỗi việc được ghi vào nhật ký.
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

## Officers, audit log and confirmation

console-confirm = Nhập lại mật khẩu
console-confirm-lead = Việc bạn sắp làm không thể hoàn tác hoặc liên quan đến tài khoản. Chưa có gì được thực hiện: hãy nhập lại mật khẩu rồi làm lại thao tác. Trong năm phút bạn không bị hỏi nữa.
console-confirm-act = Tiếp tục
console-officers = Cán bộ
# $count (number) = 12
console-officers-found = { $count } tài khoản
console-new-officer = Thêm cán bộ
console-new-officer-lead = Mật khẩu và mã cho ứng dụng xác thực chỉ hiện một lần, ở trang sau. Hãy trao tận tay.
console-add-officer = Thêm cán bộ
console-role = Vai trò
console-role-administrator = Quản trị
console-role-supervisor = Giám sát
console-role-officer = Cán bộ
console-role-read-only = Chỉ xem
console-role-laboratory = Hệ thống xét nghiệm
console-centre = Cơ sở y tế
console-area = Xem ca bệnh của
console-area-centre = cơ sở y tế
console-area-unit = một tỉnh, huyện hoặc xã
console-area-country = cả nước
console-unit-code = Mã đơn vị
console-unit-code-hint = Cho tỉnh, huyện hoặc xã. Trên máy chủ, lệnh lancan-server units search tìm mã theo tên.
console-second-factor = Xác thực thứ hai
console-totp-on = Ứng dụng xác thực
console-totp-off = Chỉ mật khẩu
console-sessions = Phiên
console-officer-number = Số trong nhật ký
console-officer-active = Đang hoạt động
console-officer-disabled = Đã khóa
console-officer-acts = Việc bạn có thể làm
console-officer-acts-hint = Mỗi việc cần nhập lại mật khẩu của bạn và được ghi vào nhật ký.
console-reset-password = Cấp mật khẩu mới
console-reset-password-hint = Cán bộ bị đăng xuất, mật khẩu cũ hết hiệu lực, mật khẩu mới hiện cho bạn một lần.
console-reset-totp = Cài lại ứng dụng xác thực
console-reset-totp-hint = Khi mất hoặc đổi điện thoại. Cán bộ bị đăng xuất, mã QR mới hiện cho bạn một lần.
console-end-sessions = Đăng xuất mọi nơi
console-end-sessions-hint = Khi có máy tính quên đăng xuất. Cán bộ đăng nhập lại bằng mật khẩu cũ.
console-disable-officer = Khóa tài khoản
console-disable-officer-hint = Cán bộ bị đăng xuất và không đăng nhập được nữa. Ca bệnh và nhật ký vẫn còn.
console-enable-officer = Mở lại tài khoản
console-enable-officer-hint = Cán bộ đăng nhập lại bằng mật khẩu trước đây.
console-hand-over = Bàn giao ca bệnh
console-hand-over-hint = Mọi ca bệnh cán bộ này phụ trách, mà bạn và người nhận cùng xem được, chuyển sang người nhận. Dùng khi có người nghỉ việc.
console-hand-over-to = Bàn giao cho
console-hand-over-nobody = Trong phạm vi của bạn không có cán bộ nào khác đang hoạt động. Hãy thêm cán bộ trước.
# $count (number) = 3
console-handed-over = { $count ->
    [0] Không có ca bệnh nào được bàn giao: cán bộ này không phụ trách ca nào mà cả hai cùng xem được.
   *[other] Đã bàn giao { $count } ca bệnh.
}
console-told = Trao cho cán bộ
console-told-once = Trang này chỉ hiện một lần. Ai có nội dung này đều đăng nhập được: hãy trao tận tay rồi đóng trang.
console-told-password-hint = Cán bộ tự đặt mật khẩu khác sau khi đăng nhập.
console-totp-enrol = Ứng dụng xác thực
console-totp-enrol-hint = Quét mã QR bằng ứng dụng xác thực, hoặc nhập dãy chữ và số bên dưới vào ứng dụng.
console-to-officer = Về tài khoản
console-audit = Nhật ký
console-audit-lead = Việc các cán bộ trong phạm vi của bạn đã làm, mới nhất trước. Xem ở đây cũng được ghi lại.
console-audit-verify = Kiểm tra nhật ký ngay
console-audit-number = Số
console-audit-when = Lúc
console-audit-who = Cán bộ
console-audit-what = Việc
console-audit-case = Ca bệnh
console-audit-about = Về
console-audit-none = Không có việc nào như vậy.
console-audit-older = Cũ hơn
console-everybody = Tất cả
console-operator = Người vận hành
console-needs-approval = Ngoài cán bộ mở ca, chưa ai bảo đảm cho ca bệnh này. Ca chưa được cấp mã cho đến khi cán bộ thứ hai phê duyệt, hoặc ca có số xét nghiệm mà không ca nào khác có.
console-approve = Phê duyệt ca bệnh
console-approve-hint = Bạn bảo đảm kết quả xét nghiệm là thật. Việc phê duyệt được ghi vào nhật ký.
console-approve-other = Hãy nhờ đồng nghiệp mở trang này và phê duyệt: bạn là người mở ca bệnh.
console-own-password = Mật khẩu của bạn
console-own-password-lead = Các phiên khác của bạn sẽ kết thúc, các thiết bị khác không còn được nhận biết là của bạn.
console-new-password = Mật khẩu mới
console-new-password-hint = Ít nhất 10 ký tự. Ba hoặc bốn từ không liên quan đến nhau là tốt.
console-set-password = Đặt mật khẩu

## What is changed of a case

console-in-hand = Đang theo dõi
console-state-closed = Đã đóng
console-change-case = Sửa
console-change-case-lead = Những gì điện thoại đã gửi được giữ nguyên. Các ngày này quyết định báo cáo đến từ nay được chứa khóa của những ngày nào.
console-save = Lưu
console-delete = Xóa
console-print = In
# $when (text) = 12/05/2021 08:30
# $centre (text) = Trạm y tế phường 1
console-printed = { $centre }, { $when }
console-close-case = Đóng ca
console-close-case-lead = Ca đã đóng không còn trong danh sách đang theo dõi và không được cấp mã mới. Mã đã cấp vẫn dùng được đến hết hạn, báo cáo vẫn được nhận. Bạn có thể mở lại ca.
console-closed-lead = Ca này đã đóng: không cấp mã mới.
console-reopen-case = Mở lại ca
console-event-closed = Đóng ca
console-places = Nơi người bệnh đã đến
console-no-places = Chưa ghi nơi nào. Hãy hỏi người bệnh những ngày trước đã ở đâu.
console-add-place = Thêm nơi đã đến
console-add-place-lead = Để bạn làm việc: được niêm phong cùng ca bệnh và không báo cho ai.
console-place = Nơi
console-place-from = Từ lúc
console-place-to = Đến lúc
console-moment-hint = Ngày và giờ, ví dụ 27/5/2021 8:30

## Việc trong nhật ký
console-act-sign-in = Đăng nhập
console-act-sign-out = Đăng xuất
console-act-confirm = Nhập lại mật khẩu và mã
console-act-set-password = Đổi mật khẩu của mình
console-act-list-officers = Xem danh sách cán bộ
console-act-create-officer = Thêm cán bộ
console-act-disable-officer = Khóa tài khoản cán bộ
console-act-enable-officer = Mở lại tài khoản cán bộ
console-act-end-sessions = Kết thúc các phiên của cán bộ
console-act-reset-password = Đặt lại mật khẩu cho cán bộ
console-act-reset-totp = Đặt lại ứng dụng xác thực cho cán bộ
console-act-hand-over = Bàn giao các ca
console-act-add-laboratory-key = Thêm khóa cho phòng xét nghiệm
console-act-revoke-laboratory-keys = Thu hồi khóa của phòng xét nghiệm
console-act-view-audit = Xem nhật ký
console-act-verify-audit = Kiểm tra nhật ký
console-act-draft-rules = Soạn quy định
console-act-approve-rules = Duyệt quy định
console-act-list-cases = Xem danh sách ca
console-act-open-case = Mở ca
console-act-view-case = Xem ca
console-act-change-case = Sửa ca
console-act-close-case = Đóng ca
console-act-reopen-case = Mở lại ca
console-act-approve-case = Duyệt ca
console-act-add-milestone = Ghi nơi người bệnh đã đến
console-act-delete-milestone = Xóa nơi người bệnh đã đến
console-act-issue-code = Cấp mã
console-act-issue-code-for-result = Cấp mã cho kết quả xét nghiệm
console-act-revoke-code = Thu hồi mã
console-act-view-report = Xem báo cáo của ca
console-act-view-visits = Xem các lượt đến của ca
console-act-publish-window = Công bố một lượt đến địa điểm
console-act-withdraw-window = Rút lại một lượt đã công bố
console-act-list-places = Xem danh sách địa điểm
console-act-add-place = Thêm địa điểm
console-act-view-place = Xem địa điểm
console-act-verify-place = Xác minh địa điểm
console-act-change-place-code = Đổi mã của địa điểm
console-act-print-poster = Lấy mã để in
console-act-show-display = Lấy mã cho màn hình ở cửa
console-act-list-contacts = Xem danh sách người tiếp xúc
console-act-add-contact = Thêm người tiếp xúc
console-act-view-contact = Xem người tiếp xúc
console-act-change-contact = Sửa người tiếp xúc
console-act-set-contact-status = Đặt tình trạng của người tiếp xúc
console-act-set-status = Đặt tình trạng hàng loạt
console-act-enter-line-list = Nhập danh sách người tiếp xúc
console-act-list-duplicates = Xem các người tiếp xúc trùng
console-act-merge-contacts = Gộp hai người tiếp xúc
console-act-order-quarantine = Ra quyết định cách ly
console-act-view-order = Xem quyết định cách ly
console-act-contact-becomes-case = Chuyển người tiếp xúc thành ca
console-act-look-for-call = Tìm cuộc gọi tiếp theo
console-act-take-call = Nhận cuộc gọi
console-act-finish-call = Ghi kết quả cuộc gọi
console-act-assign-call = Giao cuộc gọi
console-act-add-device = Thêm thiết bị quen của cán bộ
console-act-check-line-list = Kiểm tra danh sách trước khi nhập
