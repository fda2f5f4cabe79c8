# Ranh giới tỉnh, huyện, xã do người vận hành nạp vào.

# $number (text) = 12
# $code (text) = 68
# $what (text) = Danh mục không có đơn vị mang mã này
boundaries-line = Hình { $number } ({ $code }): { $what }
boundaries-unreadable = Tệp không phải GeoJSON (FeatureCollection) hay TopoJSON mà mỗi hình có thuộc tính code dạng chữ.
boundaries-too-large = Tệp quá lớn: nhiều nhất 64 MiB và 3.000.000 điểm.
boundaries-code = Danh mục không có đơn vị mang mã này
boundaries-twice = Một hình ở trên đã có mã này
boundaries-shape = Không phải đa giác, hoặc có vòng không khép kín hay có ít hơn ba điểm
boundaries-outside = Có điểm nằm ngoài Việt Nam, hoặc không ghi theo kinh độ, vĩ độ tính bằng độ
boundaries-hoang-sa = Tệp thiếu quần đảo Hoàng Sa (Đà Nẵng). Bản đồ Việt Nam phải có quần đảo này.
boundaries-truong-sa = Tệp thiếu quần đảo Trường Sa (Khánh Hòa). Bản đồ Việt Nam phải có quần đảo này.
# $provinces (number) = 34
# $districts (number) = 0
# $wards (number) = 3321
# $points (number) = 17595
# $kept (number) = 4609
boundaries-taken = Ranh giới: { $provinces } tỉnh, { $districts } huyện, { $wards } xã. Tệp có { $points } điểm, giữ lại { $kept } điểm.
boundaries-wrong = Không nhận tệp, chưa ghi gì.
boundaries-trial = Chưa ghi gì. Chạy lệnh không có --dry-run để ghi.
boundaries-set = Danh mục đơn vị hành chính là 2021 hoặc 2025
