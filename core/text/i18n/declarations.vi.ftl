### Tờ khai y tế: vì sao một câu trả lời chưa được nhận, và vì sao tờ khai cần được xem gấp.

## Câu trả lời chưa được nhận: khóa là "declaration-refused-" và RefusalKind::key.

declaration-refused-missing = Câu này chưa được trả lời
declaration-refused-unknown = Tờ khai không có câu hỏi này
declaration-refused-not-asked = Theo các câu trả lời khác thì câu này không được hỏi
declaration-refused-repeated = Câu này chỉ nhận một câu trả lời
declaration-refused-too-many = Câu này có quá nhiều câu trả lời
declaration-refused-wrong-type = Câu trả lời không đúng kiểu
declaration-refused-not-a-date = Không có ngày này trong lịch
# $limit (number) = 5
declaration-refused-too-short = Hãy viết ít nhất { $limit } ký tự
# $limit (number) = 20
declaration-refused-too-long = Hãy viết nhiều nhất { $limit } ký tự
declaration-refused-characters = Có ký tự không gõ được từ bàn phím
# $limit (text) = 1900
declaration-refused-too-small = Số nhỏ nhất được nhận là { $limit }
# $limit (text) = 2021
declaration-refused-too-large = Số lớn nhất được nhận là { $limit }
# $limit (text) = 3/5/2021
declaration-refused-too-early = Ngày sớm nhất được nhận là { $limit }
# $limit (text) = 10/5/2021
declaration-refused-too-late = Ngày muộn nhất được nhận là { $limit }
declaration-refused-not-an-option = Hãy chọn một trong các câu trả lời có sẵn
declaration-refused-not-a-unit = Hãy chọn một đơn vị hành chính trong danh sách
declaration-refused-not-a-country = Hãy chọn một nước trong danh sách
declaration-refused-not-a-phone = Đây không phải là số điện thoại
declaration-refused-picture = Chỉ nhận ảnh JPEG, nhiều nhất 512 KB

## Lý do phân loại: khóa là "declaration-reason-" và lý do trong core/protocol/forms/*.rules.json.

declaration-reason-symptom = Có triệu chứng hoặc sốt từ 38 °C
declaration-reason-positive-test = Xét nghiệm dương tính
declaration-reason-close-contact = Tiếp xúc gần với người bệnh
declaration-reason-possible-contact = Tiếp xúc với người có triệu chứng hoặc từ vùng dịch
declaration-reason-animals = Tiếp xúc với động vật sống
declaration-reason-affected-country = Đến từ hoặc đã qua nước có dịch
declaration-reason-left-place = Đã ra khỏi nơi cách ly
