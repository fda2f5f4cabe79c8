### Lý do của hệ điều hành, trong lỗi của các chương trình; thư viện của điện thoại không có.

system-not-found = không có tệp hoặc thư mục này
system-permission-denied = không được phép
system-already-exists = đã có sẵn rồi
system-is-a-directory = đây là thư mục, không phải tệp
system-not-a-directory = có phần của đường dẫn không phải là thư mục
system-directory-not-empty = thư mục không trống
system-read-only = ổ đĩa này chỉ cho đọc
system-storage-full = đĩa đã đầy
system-quota-exceeded = đã dùng hết phần đĩa được cấp
system-file-too-large = tệp quá lớn
system-invalid-name = tên tệp không dùng được hoặc quá dài
system-unexpected-end = dữ liệu kết thúc giữa chừng
system-broken-pipe = chương trình ở đầu kia đã đóng
system-address-in-use = một chương trình khác đang dùng địa chỉ này
system-address-not-here = máy này không có địa chỉ đó
system-connection-refused = không có chương trình nào nhận kết nối ở địa chỉ này
system-connection-reset = kết nối bị ngắt
system-host-unreachable = không tới được máy đó
system-network-unreachable = không tới được mạng đó
system-timed-out = hết thời gian chờ
system-out-of-memory = không đủ bộ nhớ
system-busy = một chương trình khác đang dùng
