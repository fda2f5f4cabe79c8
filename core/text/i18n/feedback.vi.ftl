### Góp ý về cơ sở trên bản đồ an toàn.

## Trang công khai và mẫu góp ý (/ban-do/co-so/…/gop-y)

feedback-title = Góp ý của người dân
feedback-write = Góp ý về cơ sở này
# $count (text) = 2
feedback-open = Góp ý chưa giải quyết: { $count }
feedback-none = Chưa có góp ý nào.
# $count (text) = 12
feedback-collapsed = Góp ý gửi dồn dập trong một giờ: { $count }
feedback-rules = Cán bộ y tế đọc mỗi góp ý trước khi hiển thị công khai. Cơ sở thấy nội dung và ảnh, không bao giờ biết ai gửi. Mỗi số điện thoại gửi tối đa 3 góp ý một ngày; mỗi cơ sở một góp ý đang mở.
feedback-number-why = Số điện thoại chỉ để mỗi người không gửi quá nhiều. Máy chủ không lưu số, chỉ lưu một mã không đọc ngược lại được. Không ai thấy số của bạn.
feedback-not-open = Máy chủ chưa gửi được tin nhắn, nên chưa nhận góp ý. Hãy liên hệ trạm y tế.
feedback-own = Góp ý của bạn
feedback-about = Về điều gì
feedback-other = Việc khác
feedback-words = Điều gì chưa đúng
# $most (text) = 500
feedback-words-hint = Tối đa { $most } ký tự. Không ghi tên, số điện thoại, số giấy tờ hay địa chỉ thư điện tử của ai.
feedback-photos = Ảnh
feedback-photos-hint = Tối đa 2 ảnh JPEG hoặc PNG, mỗi ảnh tối đa 8 MB. Vị trí và thời gian chụp được xóa khỏi ảnh. Đừng chụp rõ mặt người.
feedback-photo-alt = Ảnh kèm góp ý
feedback-send = Gửi góp ý
# $at (text) = 27/05/2021 09:10
feedback-answered-at = Cơ sở trả lời, { $at }
feedback-state-received = Chờ cán bộ đọc
feedback-state-visible = Chờ cơ sở trả lời
feedback-state-rejected = Không hiển thị
feedback-state-answered = Cơ sở đã trả lời
feedback-state-resolved = Đã giải quyết
feedback-state-persists = Vẫn chưa giải quyết
feedback-reason-other-place = Không nói về cơ sở này
feedback-reason-about-a-person = Nói về một người cụ thể
feedback-reason-insulting = Có lời xúc phạm
feedback-reason-unclear = Không rõ điều gì chưa đúng
feedback-reason-repeated = Trùng với góp ý đã có

## Vì sao không nhận

feedback-error-empty = Hãy viết điều gì chưa đúng.
feedback-error-long = Nội dung dài quá 500 ký tự. Hãy viết ngắn hơn.
feedback-error-characters = Nội dung có ký tự không nhập được từ bàn phím. Hãy xóa các ký tự đó.
feedback-error-number = Nội dung có dãy số giống số điện thoại hoặc số giấy tờ. Hãy bỏ dãy số đó.
feedback-error-email = Nội dung có địa chỉ thư điện tử. Hãy bỏ địa chỉ đó.
feedback-error-criterion = Hãy chọn một tiêu chí trong danh sách, hoặc “Việc khác”.
feedback-error-photos = Chỉ nhận tối đa 2 ảnh.
feedback-error-photo = Tệp không phải ảnh JPEG hay PNG, hoặc đã hỏng.
feedback-error-photo-large = Ảnh quá lớn. Hãy chọn ảnh dưới 8 MB.
feedback-error-reason = Hãy chọn một lý do.
feedback-limit-open = Bạn đã có một góp ý đang mở về cơ sở này. Hãy đợi đến khi góp ý đó được giải quyết.
feedback-limit-day = Hôm nay số điện thoại này đã gửi 3 góp ý. Hãy gửi tiếp vào ngày mai.
feedback-moved-on = Góp ý này đã sang bước khác. Hãy tải lại trang.

## Cơ sở trả lời (/dia-diem/places/…/feedback)

feedback-answers-lead = Câu trả lời hiển thị công khai. Không ghi tên, số điện thoại hay địa chỉ thư điện tử của ai.
feedback-answer = Trả lời
feedback-answer-send = Gửi trả lời

## Cán bộ (/console/feedback)

console-feedback-waiting = Chờ đọc
console-feedback-none-waiting = Không có góp ý nào chờ đọc.
console-feedback-open = Đang hiển thị, chưa giải quyết
console-feedback-all = Hiện cả góp ý dưới 24 giờ của các xã
console-feedback-late = Chỉ hiện góp ý quá 24 giờ
console-feedback-photo = Xem ảnh
console-feedback-show = Cho hiển thị
console-feedback-reason = Lý do không hiển thị
console-feedback-reject = Không hiển thị
console-feedback-resolved = Đã giải quyết
console-feedback-persists = Vẫn chưa giải quyết
console-act-list-feedback = Xem danh sách góp ý
console-act-judge-feedback = Xét một góp ý
console-act-end-feedback = Kết luận một góp ý
console-act-view-feedback-photo = Xem ảnh của một góp ý
