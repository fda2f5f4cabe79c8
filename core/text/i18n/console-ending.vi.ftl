## Báo cáo mà người bệnh rút lại

console-state-withdrawn = Đã rút lại báo cáo
console-event-withdrawn = Người bệnh đã rút lại báo cáo bằng ứng dụng; các lượt tiếp xúc và nơi đã đến trong báo cáo đã bị xóa.
# $when (text) = 25/05/2021 10:20
console-report-withdrawn = Đã rút lại { $when }
# $number (number) = 3
console-withdrawn-stopped = { $number } khóa chưa công bố và sẽ không công bố.
# $number (number) = 11
console-withdrawn-taken-back = { $number } khóa đã công bố được thu hồi trong các lần công bố tới.
# $number (number) = 2
console-withdrawn-too-old = { $number } khóa quá cũ nên không thu hồi nữa.
# $number (number) = 1
console-withdrawn-unread = { $number } báo cáo không mở được: phần đã công bố thì không rút lại được.
# $number (number) = 2
console-withdrawn-windows = Rút lại cảnh báo về { $number } khoảng thời gian tại địa điểm.
# $number (number) = 1
console-withdrawn-standing = Cảnh báo về { $number } khoảng thời gian tại địa điểm chỉ rút lại được một phần.

## Kết thúc ca trước hạn

console-erase-case = Xóa ca trước hạn
console-erase-case-lead = Chỉ xóa khi người bệnh rút lại sự đồng ý, yêu cầu xóa dữ liệu, hoặc ca được ghi nhầm. Khi bạn xóa:
console-erase-case-data = Báo cáo, mã, các lượt tiếp xúc, những nơi đã đến và diễn biến của ca bị xóa ngay, như khi hết hạn lưu trữ.
# $first (number) = 12
# $second (number) = 3
console-erase-contacts = { $first } F1 và { $second } F2 của ca này bị xóa cùng ca, kể cả quyết định cách ly và theo dõi. Hãy in những gì còn cần trước khi xóa.
console-erase-case-keys = Khóa ngày đã công bố không được thu hồi. Nếu người bệnh muốn thu hồi, hãy hủy ca trước và chờ đến khi không còn khóa nào phải thu hồi.
console-erase-case-log = Nhật ký vẫn ghi ai đã xóa, lúc nào và vì sao, không có thông tin của người bệnh.
console-erase-case-for-good = Không thể hoàn tác.
console-erase-why = Vì sao xóa?
console-erase-consent = Người bệnh rút lại sự đồng ý
console-erase-request = Người bệnh yêu cầu xóa dữ liệu
console-erase-mistake = Ca được ghi nhầm hoặc ghi hai lần
console-act-erase-case = Xóa ca trước hạn

## Giấy hủy quyết định cách ly

console-lift = Giấy hủy quyết định cách ly
# $decree (text) = 600/CĐ-BCĐ
# $rule (text) = f1-2021-05
# $contact (text) = 20/05/2021
# $until (text) = 10/06/2021
console-lift-order = Người có tên trên đã nhận quyết định cách ly y tế căn cứ { $decree } (quy tắc { $rule }), tính từ lần tiếp xúc cuối ngày { $contact }, đến hết ngày { $until }.
# $when (text) = 25/05/2021
console-lift-from = Quyết định đó được hủy bỏ kể từ ngày { $when }.
console-lift-revoked = Lý do: trường hợp mắc bệnh mà quyết định căn cứ vào đã được xác định là nhầm, nên người có tên trên không phải là người tiếp xúc theo quy tắc này.
console-lift-ended = Lý do: cơ sở y tế đã kết thúc việc theo dõi người có tên trên.
console-lift-other = Giấy này không hủy quyết định nào khác đối với người có tên trên.
