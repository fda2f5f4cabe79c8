### Các trang dành cho người dân: đăng ký và quản lý địa điểm.

web-title = Đăng ký địa điểm
web-lead = Treo mã QR ở cửa để khách quét khi vào và ra. Nếu có người bệnh đã đến, cơ quan y tế báo cho những người có mặt lúc đó.
web-what-you-get = Bạn nhận được
web-get-poster = Tờ mã QR để in, khổ A4 hoặc A5
web-get-display = Mã đổi mỗi phút cho máy tính bảng đặt ở cửa
web-get-told = Thông báo khi cơ quan y tế cảnh báo về địa điểm của bạn
web-what-you-need = Bạn cần có
web-need-phone = Điện thoại nhận được tin nhắn
web-need-place = Tên và địa chỉ của địa điểm
web-need-minutes = Khoảng năm phút
web-start = Bắt đầu
web-no-list = Máy chủ không giữ danh sách ai đã đến địa điểm của bạn: lượt đến nằm trong điện thoại của khách.
web-to-start = Về trang đầu
web-back = Trang trước
web-continue = Tiếp tục
web-change = Sửa
web-not-given = Không ghi
# $at (number) = 2
# $all (number) = 8
web-step = Câu { $at } trên { $all }

## Số điện thoại

web-number = Số điện thoại của bạn
web-number-hint = Chúng tôi gửi một mã sáu chữ số đến số này. Ví dụ: 0912 345 678
web-number-why = Số này dùng để bạn quay lại trang quản lý. Khách không thấy tên và số của bạn. Những người cùng quản lý địa điểm và cán bộ y tế phụ trách địa bàn thấy cả tên lẫn số.
web-send-code = Gửi mã
web-not-open = Ở đây chưa mở đăng ký địa điểm
web-not-open-lead = Máy chủ này chưa gửi được tin nhắn, nên chưa xác nhận được số điện thoại của bạn.
web-not-open-ask = Hãy hỏi trạm y tế của xã, phường có địa điểm: cán bộ y tế có thể thêm địa điểm giúp bạn.
web-no-messages = máy chủ này chưa gửi được tin nhắn
web-error-number = Hãy nhập đúng số điện thoại, ví dụ 0912 345 678
web-code = Mã trong tin nhắn
# $number (text) = +84912345678
web-code-lead = Mã sáu chữ số đã được gửi đến { $number }. Mã dùng được trong 5 phút.
web-code-help = Không nhận được mã? Hãy đợi một phút, rồi quay lại trang trước để gửi lại. Mỗi số nhận nhiều nhất ba tin nhắn một ngày.
web-error-code = Mã chưa đúng: hãy nhập sáu chữ số trong tin nhắn mới nhất
web-error-code-over = Mã đã hết hạn: hãy quay lại trang trước để gửi mã mới

## Câu hỏi

web-ask-name = Tên địa điểm
web-ask-name-hint = Như trên biển hiệu; tên được in trên tờ mã QR. Ví dụ: Quán cơm Hoa Sen
web-ask-category = Đây là loại địa điểm nào?
web-ask-category-hint = Chọn loại gần đúng nhất.
web-ask-unit = Địa điểm ở xã, phường nào?
web-ask-unit-hint = Nhập tên xã hoặc phường, có dấu hay không dấu đều được; thêm tên tỉnh nếu nhiều nơi trùng tên. Ví dụ: bao lam 1 lam dong
web-ask-address = Địa chỉ
web-ask-address-hint = Số nhà và tên đường, hoặc cách tìm đến. Ví dụ: 12 Hùng Vương
web-ask-hours = Giờ mở cửa
web-ask-hours-hint = Ví dụ: 6 giờ đến 22 giờ, nghỉ Chủ nhật
web-ask-capacity = Địa điểm chứa được bao nhiêu người?
web-ask-capacity-hint = Một con số ước chừng, kể cả nhân viên. Ví dụ: 40
web-ask-registrant = Họ và tên của bạn
web-ask-registrant-hint = Để cán bộ y tế biết gặp ai khi xác minh. Tên không được in trên tờ mã QR.
web-ask-log = Pháp luật có buộc nơi này ghi danh sách khách không?
web-ask-log-hint = Ví dụ: nơi lưu trú, bệnh viện. Nếu không chắc, hãy chọn “Không”; cán bộ y tế sẽ xem lại.
web-log-yes = Có, phải ghi danh sách khách
web-log-no = Không, hoặc tôi không chắc
web-unit-search = Tên xã, phường
web-search = Tìm
web-unit-choose = Chọn một nơi
web-no-unit = Không tìm thấy. Hãy thử ít chữ hơn, hoặc chỉ tên xã, phường.
web-error-name = Hãy ghi tên có ít nhất một chữ, và ngắn: khoảng 25 chữ cái có dấu
web-error-category = Hãy chọn một loại địa điểm
web-error-unit = Hãy chọn một xã, phường trong danh sách
web-error-address = Địa chỉ dài nhất 200 ký tự: hãy ghi ngắn hơn
web-error-hours = Giờ mở cửa dài nhất 100 ký tự: hãy ghi ngắn hơn
web-error-capacity = Hãy ghi một con số từ 1 đến 200.000, hoặc để trống
web-error-registrant = Hãy ghi họ và tên, bắt đầu bằng một chữ cái
web-error-log = Hãy chọn một câu trả lời
web-error-unanswered = Còn câu chưa trả lời: hãy quay lại trang đăng ký

## Xem lại

web-check = Xem lại câu trả lời
web-check-name = Tên
web-check-category = Loại
web-check-unit = Xã, phường
web-check-address = Địa chỉ
web-check-hours = Giờ mở cửa
web-check-capacity = Số người chứa được
web-check-registrant = Người đăng ký
web-check-log = Ghi danh sách khách
web-check-lead = Sau khi đăng ký, bạn in được tờ mã QR ngay. Tờ in ghi “tự khai báo” cho đến khi cán bộ y tế xác minh.
web-register = Đăng ký một địa điểm
web-register-now = Đăng ký địa điểm
web-alike = Đã có địa điểm tên gần giống
web-alike-lead = Nếu địa điểm của bạn có trong danh sách này, hãy hỏi người đang quản lý để được thêm làm người quản lý, hoặc hỏi trạm y tế.
web-another-place = Đây là địa điểm khác: vẫn đăng ký
web-same-place = Địa điểm của tôi có trong danh sách
web-too-many-places = Số điện thoại này đã quản lý 50 địa điểm: hãy dùng một số khác

## Trang của địa điểm

web-own-places = Địa điểm của bạn
web-no-places = Số điện thoại này chưa quản lý địa điểm nào. Hãy đăng ký địa điểm đầu tiên.
web-verified = Đã xác minh
web-verified-means = Cán bộ y tế đã xác minh địa điểm này. Tờ in mới ghi “đã xác minh”.
web-self-declared = Tự khai báo
web-self-declared-means = Cán bộ y tế của xã, phường sẽ xác minh. Mã dùng được ngay trong khi chờ.
web-warnings = Cảnh báo về địa điểm này
web-no-warnings = Chưa có cảnh báo nào. Khi có, giờ được cảnh báo hiện ở đây.
web-warnings-lead = Những người có mặt trong các giờ này được báo trên điện thoại. Chúng tôi không nói ai là người bệnh.
# $from (text) = 27/05/2021 08:00
# $until (text) = 27/05/2021 09:30
web-warning-when = { $from } đến { $until }
web-warning-published = Công bố lúc
web-warning-stands = Đang có hiệu lực
# $when (text) = 28/05/2021 10:00
web-warning-withdrawn = Đã rút lại lúc { $when }
web-codes = Mã QR
web-code-poster = Tờ in
web-code-display = Máy tính bảng
# $date (text) = 27/05/2021
# $days (number) = 12
web-code-age = { $days ->
    [0] dùng từ hôm nay, { $date }
   *[other] dùng từ { $date }, đã { $days } ngày
}
# $date (text) = 28/05/2021
web-code-until = mã cũ, còn dùng được đến hết { $date }
# $days (number) = 31
web-code-reminder = Mã trên tờ in đã dùng { $days } ngày. Trường học và cơ sở y tế nên đổi mã mỗi 30 ngày, để người giữ ảnh chụp mã cũ không biết thêm gì.
web-about-place = Thông tin
web-managers = Người quản lý
web-confirm-first = Hãy nhập mã trong tin nhắn trước khi làm việc này
web-last-manager = Địa điểm cần ít nhất một người quản lý: hãy thêm người khác trước, hoặc đóng địa điểm
web-three-managers = Địa điểm đã có ba người quản lý: hãy bỏ bớt một người trước

## Việc cần nhập mã lại

web-confirm = Xác nhận số điện thoại
# $number (text) = +84912345678
web-confirm-lead = Trước khi đổi mã hoặc người quản lý, chúng tôi gửi một mã đến { $number }. Sau đó bạn có mười phút.
web-change-poster-code = Đổi mã của tờ in
web-new-code = Đổi mã QR
web-new-poster-code-lead = Tờ in đang treo còn dùng được đến hết ngày mai: hãy in và treo tờ mới trước lúc đó. Lượt đến đã ghi không mất.
web-new-display-code-lead = Máy tính bảng cần mở lại trang của nó để hiện mã mới. Mã cũ còn dùng được đến hết ngày mai.
web-give-new-code = Cấp mã mới
web-change-managers = Xem và đổi người quản lý
web-managers-lead = Nhiều nhất ba người. Mỗi người vào trang này bằng số điện thoại của mình.
web-oneself = bạn
web-add-manager = Thêm người quản lý
web-add-manager-lead = Người ấy nhận một mã trong tin nhắn và đọc mã cho bạn nhập ở trang sau.
web-manager-name = Họ và tên
web-manager-phone = Số điện thoại
# $number (text) = +84987654321
web-manager-code-lead = Mã sáu chữ số đã được gửi đến { $number }. Hãy hỏi người ấy và nhập vào đây trong 5 phút.
web-remove-manager = Bỏ quyền quản lý
web-remove-manager-lead = Khi bỏ quyền một người, địa chỉ của mọi máy tính bảng ở cửa hết dùng được: sau đó hãy cấp địa chỉ mới cho từng máy.
web-close-place = Đóng địa điểm
web-close-place-codes = Hết ngày hôm nay, mã QR trên tờ in và trên máy tính bảng không còn dùng được.
web-close-place-people = Tên và số điện thoại của những người quản lý sau đây bị xóa ngay. Không ai trong số họ vào lại được trang của địa điểm:
web-close-place-kept = Cơ quan y tế vẫn giữ tên và địa chỉ của địa điểm, và vẫn có thể cảnh báo về những giờ trước khi đóng.
web-close-place-act = Đóng địa điểm và xóa tên, số điện thoại
web-place-closed = Đã đóng địa điểm
web-place-closed-lead = Tên và số điện thoại của những người quản lý địa điểm này đã được xóa.
web-place-closed-door = Hãy gỡ tờ in ở cửa và tắt máy tính bảng.
web-last-manager-lead = Bạn là người quản lý duy nhất. Để xóa tên và số của bạn, hãy thêm người khác rồi bỏ quyền của bạn, hoặc đóng địa điểm.

## Tờ in

web-print = In tờ mã QR
web-print-a4 = Tờ A4 (mã rộng 15 cm)
web-print-a5 = Tờ A5 (mã rộng 12 cm, quét từ gần hơn)
web-print-hint = In ở tỉ lệ 100 %, rồi treo ngang tầm mắt ở cửa vào. Mỗi lần đổi mã cần in lại.
web-poster-no-font = Máy chủ này được dựng không có phông chữ để in: hãy báo cơ quan y tế
web-poster-title = Quét mã khi vào và khi ra
web-poster-verified = Địa điểm đã được cơ quan y tế xác minh
web-poster-self-declared = Địa điểm tự khai báo, chưa được xác minh
web-poster-app = Mở ứng dụng Lân Cận và quét. Lượt đến chỉ nằm trong điện thoại của bạn.
web-poster-no-app = Chưa có ứng dụng: quét bằng máy ảnh để xem cách làm, hoặc hỏi người ở cửa.
# $width (number) = 15
web-poster-width = Mã QR in đúng rộng { $width } cm. In ở tỉ lệ 100 %.

## Trang khi quét bằng máy ảnh

web-landing = Mã QR của một địa điểm
web-landing-lead = Mã này giúp cơ quan y tế báo cho bạn biết nếu nơi bạn đến có người bệnh vào cùng lúc.
web-landing-app = Có ứng dụng Lân Cận
web-landing-install = Cài ứng dụng Lân Cận, hoặc một ứng dụng khác của cơ quan y tế có chức năng này.
web-landing-scan = Mở ứng dụng và quét mã khi vào. Không cần mạng, không cần tên hay số điện thoại.
web-landing-leave = Quét lại khi ra về.
web-landing-private = Lượt đến chỉ nằm trong điện thoại của bạn, 21 ngày. Máy chủ không biết bạn đã quét.
web-landing-paper = Không có ứng dụng
web-landing-paper-lead = Hãy ghi lại nơi, ngày và giờ đến vào sổ của bạn. Khi cơ quan y tế hỏi hoặc thông báo về nơi này, bạn có sẵn để đối chiếu. Nếu ở cửa có sổ giấy, bạn có thể ghi vào đó.
web-landing-not-recorded = Trang này không ghi lại gì: phần mã sau dấu # không được gửi đi.

## Máy tính bảng ở cửa

web-tablet = Máy tính bảng ở cửa
web-tablet-set-up = Đặt máy tính bảng ở cửa
web-tablet-lead = Mã trên máy tính bảng đổi mỗi phút: ảnh chụp của hôm qua không dùng được hôm nay. Máy cần mạng mỗi ngày ít nhất một lần.
web-tablet-give = Cấp địa chỉ cho một máy tính bảng
web-tablet-open = Mở địa chỉ này trên máy tính bảng: quét bằng máy ảnh của máy, hoặc gõ vào trình duyệt.
web-tablet-qr = Địa chỉ dưới dạng mã QR
web-tablet-once = Địa chỉ chỉ hiện một lần. Ai có địa chỉ thì hiện được mã của nơi này; đổi mã của máy tính bảng thì mọi địa chỉ cũ hết dùng được.
web-tablets-full = Địa điểm đã có năm máy tính bảng: hãy đổi mã của máy tính bảng để bắt đầu lại
web-change-display-code = Đổi mã của máy tính bảng
web-display = Quét mã ở cửa
web-display-code = Mã QR của địa điểm, đổi mỗi phút
web-display-lead = Mở ứng dụng Lân Cận và quét khi vào, quét lại khi ra.
web-display-none = Chưa có mã để hiện. Hãy nối mạng; nếu vẫn không được, người quản lý cần cấp địa chỉ mới cho máy tính bảng này.
web-display-over = Mã đã cũ vì máy không có mạng quá lâu. Hãy nối mạng.
web-display-scripts = Trang này cần JavaScript. Không bật được thì hãy treo tờ in.

## Trang đầu của máy chủ (/)

web-home = Trang của cơ quan y tế
web-home-lead = Bạn cần gì?
web-home-declare = Khi nhập cảnh, khi đi lại, hoặc mỗi ngày cho bạn và gia đình.
web-home-suspect = Báo người có thể mắc bệnh
web-home-map = Trường học, bệnh viện, phòng khám nơi bạn ở an toàn đến đâu hôm nay. Bạn cũng góp ý được.
web-home-console = Ca bệnh, người tiếp xúc, cửa khẩu, cơ sở.
