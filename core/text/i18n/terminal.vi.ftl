### Câu chữ của chương trình trong cửa sổ lệnh, không có trong thư viện của điện thoại.

## Điện thoại trong cửa sổ lệnh (lancan phone)

phone-no-bluez = Máy này chưa chạy BlueZ
    .next = Cài gói bluez rồi khởi động dịch vụ: sudo apt install bluez && sudo systemctl start bluetooth.
phone-no-adapter = Máy này không có bộ điều hợp Bluetooth
    .next = Cắm một bộ điều hợp Bluetooth rồi chạy lại.
# $names (text) = hci0, hci1
phone-no-such-adapter = Không có bộ điều hợp Bluetooth tên đó. Hiện có: { $names }
phone-no-permission = Không được phép dùng Bluetooth
    .next = Thêm tài khoản của bạn vào nhóm bluetooth, hoặc cho phép trong phần cài đặt của máy.
# $why (text) = org.bluez.Error.Failed
phone-bluetooth-failed = Bluetooth gặp lỗi: { $why }
phone-in-use = Điện thoại trong thư mục này đang chạy. Bấm Ctrl-C ở cửa sổ kia rồi thử lại.
phone-host-kept = Chương trình này đã làm đúng những gì phần lõi yêu cầu
# $demand (text) = ScanNotConfirmed
# $times (number) = 3
phone-host-broke = Chưa làm đúng: { $demand }, { $times } lần (docs/hosts.md)
phone-server-needed = Lần đầu cần cho biết máy chủ y tế: --server URL
# $server (text) = https://example.gov.vn
phone-no-server = Không kết nối được máy chủ { $server }
    .next = Hãy kiểm tra địa chỉ và mạng rồi chạy lại.
# $server (text) = https://example.gov.vn
phone-not-a-server = { $server } không phải là máy chủ Lân Cận
    .next = Hãy kiểm tra lại địa chỉ.
phone-folder-needed = Không biết lưu dữ liệu ở đâu: hãy cho biết --store DIR
phone-adapter-gone = Bộ điều hợp Bluetooth đã bị rút ra
    .next = Hãy cắm lại; điện thoại sẽ tự chạy tiếp.
phone-not-running = Điện thoại này hiện không chạy: không gửi, không nghe, không tự kiểm tra cảnh báo
    .next = Để chạy: lancan phone.
phone-yes-no = [c/k]
phone-leave-out = Bỏ ngày nào? Gõ ngày, như 12/05/2021 hoặc 12/5, hoặc chỉ bấm Enter để đi tiếp.
# $text (text) = hôm qua
phone-not-a-day = Không hiểu ngày “{ $text }”. Hãy gõ như 12/05/2021 hoặc 12/5.
# $text (text) = hôm qua
phone-not-a-time = Không hiểu giờ “{ $text }”. Hãy gõ như 12/05/2021 08:30.
# $day (text) = 12/05/2021
phone-day-not-asked-for = Không có gì của { $day } được gửi, nên không cần bỏ ngày này.
# $file (text) = phone.transfer
phone-transfer-sealed = Đã ghi vào { $file }. Hãy mang tệp sang máy mới và mở bằng mật khẩu của tệp: lancan phone open-transfer TỆP
# $count (number) = 144
phone-transfer-opened = Đã nhận dữ liệu của { $count } khoảng mười phút từ tệp. Những gì đã được công bố sẽ được đối chiếu lại ở lần kiểm tra tới.
phone-passphrase = Mật khẩu của tệp, từ mười ký tự:
# $count (number) = 0
phone-key-changed = Mọi dữ liệu đã được mã hóa bằng khóa mới. { $count ->
        [0] Không mất gì.
       *[other] { $count } phần hỏng không đọc được đã bị xóa.
    }
phone-declare-erase-lead = Mọi tờ khai của số này, người thân, bản nháp và mã qua cửa khẩu trên máy chủ sẽ bị xóa và không lấy lại được. Nhập mã để xóa.
phone-declare-erased = Đã xóa trên máy chủ. Để xóa cả trên điện thoại này, hãy dùng lancan phone erase.
phone-declare-none = Máy này chưa có tờ khai nào
    .next = Để khai: lancan phone declare fill TÊN; các tên: lancan phone declare forms.
phone-declare-persons-none = Máy này chưa có người thân nào để khai hộ
    .next = Thêm một người: lancan phone declare add-person.
phone-declare-forms-none = Chưa có tờ khai nào dùng được hôm nay
    .next = Tải tờ khai của cơ quan y tế: lancan phone declare forms --fetch.
phone-nothing-yet = Điện thoại này chưa có gì để gửi cho những ngày mà mã hỏi đến
    .next = Bạn không bỏ gì cả và mã chưa mất: khi có, hãy nhập lại chính mã này trên điện thoại này trước khi hết hạn.
phone-no-report = Máy này chưa gửi báo cáo nào
phone-withdraw-goes-on = Việc rút lại chưa xong. Hãy để điện thoại chạy (lancan phone): máy tự gửi tiếp.
phone-nothing-sent = Không có gì được gửi đi
    .next = Muốn gửi sau, hãy xin cán bộ y tế một mã mới.
# $authority (text) = Sở Y tế Lâm Đồng
phone-trusts = Từ nay điện thoại này tin máy chủ của: { $authority }
# $count (number) = 12
phone-minutes = { $count } phút
# $when (text) = 14:05 12/05/2021
phone-screen = Lân Cận – { $when }
# $count (number) = 3
phone-today = { $count ->
        [0] Hôm nay chưa ghi lượt tiếp xúc nào
       *[other] Hôm nay đã ghi { $count } lượt tiếp xúc
    }
phone-stop = Bấm Ctrl-C để dừng
# $times (number) = 30
phone-simulated = MÔ PHỎNG: những điện thoại ở gần là giả lập, thời gian chạy nhanh gấp { $times } lần, không có máy chủ và không lưu gì.
phone-simulate-alone = --simulate chỉ dùng một mình, không cùng lệnh con
    .next = Hãy gõ: lancan phone --simulate
# $seconds (text) = 300
phone-receiver = Thời gian nghe: { $seconds } giây mỗi giờ

## Tệp trong cửa sổ lệnh (lancan store, export, match, rssi, demo)

file-missing = Không có tệp này
    .next = Hãy kiểm tra lại đường dẫn.
file-unreadable = Không đọc được tệp này
    .next = Hãy kiểm tra xem bạn có quyền đọc tệp không.
file-unwritable = Không ghi được tệp này
    .next = Hãy kiểm tra thư mục và chỗ trống trên đĩa.
# $line (text) = 12
file-line = Dòng { $line } không đúng định dạng
    .next = Hãy sửa dòng này rồi chạy lại.
export-unsigned = Tệp khóa này không có chữ ký
    .next = Hãy tải lại từ máy chủ.
export-unknown-key = Tệp khóa này do một khóa lạ ký
    .next = Hãy kiểm tra xem đã cho đúng khóa công khai chưa.
export-signature-wrong = Chữ ký của tệp khóa này sai
    .next = Đừng dùng tệp này; hãy tải lại từ máy chủ.
export-no-public-key = Đây không phải khóa công khai P-256 ở dạng PEM
export-no-private-key = Đây không phải khóa riêng P-256 ở dạng PEM (PKCS#8)
    .next = Lệnh openssl pkcs8 -topk8 đổi sang dạng này.
export-too-large = Tệp khóa này lớn hơn mức cho phép
export-too-early = Có khóa sẽ được công bố quá sớm
    .next = Hãy chọn --end muộn hơn.
demo-spacing-perfect = --spacing không có tác dụng với --air perfect
    .next = Hãy bỏ một trong hai.
# $found (number) = 0
# $wanted (number) = 2
demo-few-cases = { $found ->
        [0] Không ai
       *[other] Chỉ { $found } người
    } có đủ tiếp xúc gần để làm ca bệnh; cần { $wanted } ca
    .next = Hãy chọn --cases nhỏ hơn, hoặc một tệp lượt tiếp xúc có nhiều cuộc gặp lâu hơn.
# $province (text) = 99
demo-map-province = { $province } không phải là mã tỉnh
    .next = Hãy tìm mã bằng lancan-server units search.
contacts-empty = Tệp này không có lượt tiếp xúc nào
# $rows (number) = 3
contacts-skipped = { $rows } dòng của tệp này không được dùng
# $count (number) = 3
contacts-skipped-zero = ở giây 0: { $count }
# $count (number) = 3
contacts-skipped-grid = lệch mốc 20 giây: { $count }
# $count (number) = 3
contacts-skipped-alone = một người với chính mình: { $count }
# $count (number) = 3
contacts-skipped-nobody = không với ai hoặc với người lạ: { $count }
# $count (number) = 3
contacts-skipped-missing = thiếu thời gian hoặc thiếu người: { $count }
# $count (number) = 3
contacts-skipped-twice = ghi lặp lại: { $count }
# $count (number) = 3
contacts-columns = dòng có thêm cột: { $count }
# $count (number) = 3
contacts-headers = dòng tiêu đề hoặc chú thích: { $count }
contacts-too-long = Tệp này kéo dài quá số ngày mà điện thoại lưu
contacts-too-large = Tệp này có quá nhiều lượt tiếp xúc hoặc quá nhiều người
measurements-empty = Tệp này không có dòng nào ghi cường độ sóng
file-not-a-store = Đây không phải kho dữ liệu của Lân Cận
    .next = Hãy chọn tệp khác.
file-damaged = Tệp này bị hỏng, hoặc không phải kho dữ liệu của Lân Cận
    .next = Nếu là kho dữ liệu của điện thoại, hãy mở ứng dụng: phần hỏng được để riêng ra và việc ghi nhận bắt đầu lại.

## Kết quả của lancan store, export và match

# $file (text) = export.zip
# $keys (number) = 15
# $revised (number) = 0
export-made = { $file }: { $keys } khóa, { $revised } khóa được sửa
# $key (text) = 0
# $export (text) = "export.zip"
# $lines (text) = [1]
match-found = khóa { $key } của { $export }: dòng { $lines }
# $found (number) = 1
# $keys (number) = 15
# $rate (text) = 1.200.000
match-sum = trùng { $found } trong { $keys } khóa, { $rate } khóa mỗi giây
# $version (text) = 4
store-schema = phiên bản lược đồ { $version }
# $file (text) = 40960
# $log (text) = 0
# $free (text) = 0
# $page (text) = 4096
store-file = { $file } byte trong tệp, { $log } trong nhật ký, { $free } trang trống cỡ { $page }
# $count (text) = 144
# $first (text) = 2700000
# $last (text) = 2700143
store-intervals = { $count } khoảng mười phút, từ { $first } đến { $last }
store-no-intervals = không có khoảng nào
# $bytes (text) = 14400
# $largest (text) = 100
store-blocks = { $bytes } byte trong các khối, khối lớn nhất { $largest }
# $count (text) = 12
# $bytes (text) = 900
store-values = { $count } giá trị có tên, { $bytes } byte
export-is-keys = số khóa
export-is-revised-keys = số khóa được sửa
export-is-region = vùng
export-is-start-timestamp = từ (giây Unix)
export-is-end-timestamp = đến (giây Unix)
export-is-batch-number = số thứ tự của phần
export-is-batch-size = số phần
export-is-report-types = loại báo cáo
export-is-rolling-period = thời gian dùng khóa
export-is-first-start-interval = khoảng bắt đầu sớm nhất
export-is-last-start-interval = khoảng bắt đầu muộn nhất
export-is-signature = chữ ký
export-is-signature-key-id = mã số khóa ký
export-is-unknown = không rõ
export-is-confirmed-test = xét nghiệm dương tính
export-is-confirmed-clinical-diagnosis = chẩn đoán lâm sàng
export-is-self-report = tự báo
export-is-recursive = gián tiếp
export-is-revoked = đã hủy
export-is-least = ngắn nhất
export-is-most = dài nhất
export-is-mean = trung bình
export-is-other-than-144 = khác 144:
export-is-valid = đúng
export-is-invalid = sai
export-is-unknown-key = khóa lạ
export-is-absent = không có
export-is-none = không có

## Lỗi của chính chương trình

program-broken = Việc này dừng giữa chừng vì lỗi của chính chương trình
    .next = Hãy chạy lại; nếu vẫn vậy, hãy báo cho người phát triển.

## Địa chỉ của máy chủ

# $address (text) = https://example.gov.vn
address-without-scheme = địa chỉ phải bắt đầu bằng https:// hoặc http://, như { $address }
address-wrong = đây không phải địa chỉ của một máy chủ: hãy viết như https://example.gov.vn, không có dấu cách, ? hay #

## Tệp sai ở chỗ nào

# $fields (text) = 2
file-detail-fields = cần ba số (thời gian, người, người), ở đây có { $fields } cột
# $field (text) = 3
file-detail-number = cột { $field } không phải số nguyên từ 0 đến 4294967295
# $found (text) = a, b
file-detail-header = dòng tên cột nêu { $found }; cần một cột thời gian tính bằng giây (như t, time, timestamp) và một cặp cột người (như i và j, id1 và id2, user_a và user_b, source và target)
file-detail-ragged = nhiều hơn tên cột một ô, và ô thừa có thể là ô đầu hoặc ô cuối
file-detail-quote = dấu ngoặc kép chưa đóng
file-detail-not-text = không phải văn bản
file-detail-long-line = dòng quá dài
# $found (text) = a, b
# $what (text) = time
# $names (text) = t, time
file-detail-column = dòng tên cột ({ $found }) không có cột { $what }: cần một trong { $names }; tệp phải có thời gian, cường độ sóng và cự ly thật, có thể có nhật ký, máy thu, máy phát và công suất phát
# $column (text) = rssi
file-detail-no-number = { $column } không phải là số
file-detail-identifier = mã định danh gồm 32 chữ số thập lục phân
file-detail-interval = khoảng mười phút là một số: số giây Unix chia cho 600
file-detail-identifier-and-more = chỉ được có mã định danh và khoảng mười phút
# $number (text) = 1
file-detail-key = khóa { $number } không phải 16 byte dạng thập lục phân hoặc base64
# $number (text) = 1
file-detail-key-range = khóa { $number }: thời gian dùng phải từ 1 đến 144, mức nguy cơ từ 0 đến 8
file-detail-keys = cần một danh sách khóa; lancan export make --help cho biết định dạng
# $line (text) = 3
# $column (text) = 14
file-detail-json = đây không phải JSON: dòng { $line }, cột { $column }
# $line (text) = 3
# $column (text) = 14
file-detail-json-form = dòng { $line }, cột { $column } không phải điều cần có
file-detail-secret = cần 32 byte
file-detail-export-damaged = dữ liệu nén bị hỏng
file-detail-export-header = export.bin không bắt đầu bằng “EK Export v1”
file-detail-export-archive = đây không phải tệp zip có dạng của tệp khóa
file-detail-export-broken = nội dung tệp khóa bị hỏng
# $number (text) = 3
file-detail-export-key = khóa thứ { $number } trong tệp vượt giới hạn của định dạng
file-column-time = thời gian
file-column-signal-strength = cường độ sóng
file-column-true-distance = cự ly thật

## Giá trị trong dòng lệnh

value-not-whole = phải là số nguyên
value-not-a-number = phải là một số
value-negative = không được nhỏ hơn 0
value-too-large = quá lớn
value-too-small = quá nhỏ
# $least (text) = 1
# $most (text) = 1000
value-between = phải từ { $least } đến { $most }
# $least (text) = 1
value-from = phải từ { $least } trở lên
# $most (text) = 9
value-up-to = phải từ { $most } trở xuống
