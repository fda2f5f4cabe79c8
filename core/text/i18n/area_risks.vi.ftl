### Nguy cơ dịch theo khu vực: một lớp của bản đồ an toàn.

area-risk-title = Nguy cơ dịch theo khu vực
area-risk-lead = Cán bộ cấp tỉnh ghi mức nguy cơ của tỉnh, huyện, xã. Mọi người thấy mức này trên bản đồ an toàn, kèm nguồn. Mức này không làm đổi kết quả của cơ sở nào.
area-risk-unit = Tên tỉnh, huyện, xã
area-risk-score = Điểm nguy cơ, từ 0 đến 100
area-risk-from = Từ ngày
area-risk-until = Đến hết ngày
area-risk-source = Nguồn
area-risk-source-hint = Ví dụ: số quyết định hoặc tên báo cáo. Ai cũng đọc được.
area-risk-enter = Ghi mức nguy cơ
area-risk-list = Đã ghi và chưa hết hạn
area-risk-none = Chưa ghi mức nguy cơ nào.
area-risk-column = Nguy cơ dịch
area-risk-take-back = Rút lại
area-risk-taken-back = Đã rút lại
area-risk-low = Thấp
area-risk-moderate = Trung bình
area-risk-high = Cao
area-risk-very-high = Rất cao
area-risk-error-score = Điểm nguy cơ là số từ 0 đến 100.
area-risk-error-from = Hãy ghi ngày bắt đầu, ví dụ 27/5/2021, không xa quá 31 ngày tới.
area-risk-error-until = Hãy ghi ngày kết thúc: từ hôm nay trở đi, sau ngày bắt đầu và không quá 92 ngày.
area-risk-error-source = Hãy ghi nguồn, tối đa 200 chữ.
area-risk-error-unit = Hãy tìm rồi chọn một đơn vị trong tỉnh của bạn.
area-risk-error-province = Chỉ cán bộ cấp tỉnh hoặc trung ương ghi mức nguy cơ.

## Trên bản đồ

map-risk-show = Hiện lớp nguy cơ dịch
map-risk-hide = Ẩn lớp nguy cơ dịch
map-risk-legend = Nền màu có số sau ký hiệu là nguy cơ dịch của khu vực: 1 thấp, 2 trung bình, 3 cao, 4 rất cao.
# $until (text) = 30/05/2021
# $source (text) = Quyết định 12/QĐ-UBND
map-risk-of = đến hết { $until }, theo { $source }

## Việc trong nhật ký

console-act-list-area-risks = Xem nguy cơ dịch theo khu vực
console-act-enter-area-risk = Ghi mức nguy cơ của một khu vực
console-act-take-back-area-risk = Rút lại mức nguy cơ của một khu vực
