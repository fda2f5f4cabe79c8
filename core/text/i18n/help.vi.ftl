### Trợ giúp của ba chương trình trong cửa sổ dòng lệnh, chỉ có tiếng Việt: tiếng Anh nằm trong mã nguồn của từng lệnh.
### Mỗi lệnh một mục help-CHƯƠNG-TRÌNH-LỆNH; .long là phần giải thích dài, .arg-… là từng tham số, .value-… là tên giá trị.
### Lệnh con dùng lại .arg-… và .value-… của lệnh cha.

help-words = Từ chung
    .usage = Cách dùng:
    .commands = Lệnh:
    .arguments = Tham số:
    .options = Tùy chọn:
    .any-options = TÙY CHỌN
    .any-command = LỆNH
    .number = SỐ
    .default = mặc định
    .one-of = một trong
    .environment = biến môi trường
    .help-command = Xem trợ giúp của chương trình hoặc của một lệnh
    .help-flag = Xem trợ giúp (-h: bản ngắn, --help: bản đầy đủ)
    .version-flag = Xem phiên bản

# $argument (text) = --seed <SỐ>
# $value (text) = abc
# $known (text) = vi, en
# $reason (text) = phải từ 1 đến 10
# $other (text) = --places
help-error = Dòng lệnh không đúng
    .value-missing = { $argument } cần một giá trị
    .value = { $argument } không nhận giá trị “{ $value }”
    .value-because = { $argument } không nhận giá trị “{ $value }”: { $reason }
    .value-known = { $argument } không nhận giá trị “{ $value }”. Hãy chọn một trong: { $known }
    .argument = Không có tham số “{ $argument }”
    .argument-like = Không có tham số “{ $argument }”. Có phải là “{ $other }”?
    .command = Không có lệnh “{ $value }”
    .command-like = Không có lệnh “{ $value }”. Có phải là “{ $other }”?
    .command-missing = Còn thiếu lệnh con
    .missing = Còn thiếu: { $argument }
    .conflict = Không dùng { $argument } cùng với { $other }
    .twice = { $argument } chỉ được dùng một lần
    .count = Số giá trị của { $argument } không đúng
    .next = Thêm --help để xem hướng dẫn.

help-lancan = Truy vết tiếp xúc gần: điện thoại trong cửa sổ dòng lệnh, công cụ xem tệp khóa, diễn tập, đo tốc độ.
    .arg-language = Ngôn ngữ hiển thị: vi hoặc en. Nếu không chọn thì theo biến LC_ALL, LC_MESSAGES, LANG, rồi theo cài đặt của macOS hoặc Windows
    .arg-json = In kết quả dạng JSON
    .arg-seed = Số gốc của mọi lần rút ngẫu nhiên: cùng một số thì cùng kết quả, trừ số phút đến khi được cảnh báo, vì máy chủ tự rút thời gian giữ báo cáo
    .arg-threads = Số luồng đối chiếu
    .arg-runs = Số lần đo; lấy giá trị ở giữa
    .value-file = TỆP
    .value-code = MÃ
    .value-metres = MÉT
    .value-share = TỶ-LỆ
    .value-dir = THƯ-MỤC
    .value-number = SỐ
    .value-dbm-mixed = DBM|mixed

help-lancan-demo = Diễn tập toàn bộ vòng truy vết: ai được báo, ai đáng lẽ phải được báo.
    .long =
        Chạy máy chủ thật, cho mỗi người một điện thoại, phát lại các lượt tiếp xúc, cho cán bộ xác nhận một ca bệnh, rồi so
        sánh người được báo với người thật sự tiếp xúc gần (cộng lại 15 phút trong 24 giờ bất kỳ).
    .arg-contacts = Tệp lượt tiếp xúc, mỗi dòng “t i j” là 20 giây (SocioPatterns), dạng văn bản hoặc gzip, phân cách bằng dấu cách, hoặc là CSV với tab, dấu phẩy hay dấu chấm phẩy. Dòng tên cột, nếu có, nêu các cột theo thứ tự bất kỳ (ví dụ `time`, `id1`, `id2`); có thể có thêm cột. Dòng không dùng được thì đếm và bỏ qua. Không có tệp thì tự sinh một ngày của một thị trấn
    .value-air = SÓNG
    .arg-seeds = Chạy nhiều lần, bắt đầu từ --seed, rồi in trung vị và khoảng
    .arg-air = Sóng: perfect là cứ tiếp xúc thì nghe thấy, ngoài ra im lặng; realistic là có phòng, cơ thể, tường, nhiễu, va chạm
    .arg-cases = Số người được xác nhận, rút trong những người có ít nhất 3 tiếp xúc gần
    .arg-spacing = Khoảng cách giữa những người cùng phòng mà không tiếp xúc, khi tệp không nêu phòng; bình thường là 3 mét. Dùng với sóng realistic
    .arg-power = Công suất mà mọi điện thoại phát và tự khai, tính bằng dBm (-40 đến 10); mixed là mỗi điện thoại thuộc một loại máy đã đo cho hệ thống của Google và Apple
    .arg-places = Thêm địa điểm có mã dán ở cửa: người đến thì quét, ca bệnh khai nơi đã đến, cán bộ công bố, điện thoại cảnh báo. In kết quả bên cạnh kết quả của Bluetooth
    .arg-enters = Trong số người đến, tỷ lệ quét mã khi vào (0 đến 1)
    .arg-leaves = Trong số đã quét khi vào, tỷ lệ quét lại khi ra (0 đến 1)
    .arg-database = Lưu dữ liệu của máy chủ trong cơ sở dữ liệu PostgreSQL trống này thay cho SQLite: “postgres://tên:mật-khẩu@máy/tên”. Kết quả như nhau; dữ liệu ở lại đó
    .arg-report = Ghi thêm kết quả thành một trang cho trình duyệt: ai đã gặp ca bệnh, ai được báo gì và vì sao; chạy nhiều lần thì mỗi lần một chấm, và chi tiết của lần đầu
    .arg-serve = Sau khi có kết quả vẫn để máy chủ chạy đến khi bấm Ctrl-C: in địa chỉ trang của cán bộ và ai đăng nhập được. Đồng hồ chạy tiếp từ cuối buổi diễn tập

help-lancan-demo-gate = Diễn tập cửa khẩu: một chuyến bay khai báo y tế, cán bộ quét mã tại bốn quầy.
    .long =
        Chạy máy chủ thật với bốn cán bộ của một cửa khẩu, cho một chuyến bay gồm hành khách tự sinh khai báo nhập cảnh, rồi để
        trang của cán bộ mở đến khi bấm Ctrl-C. In địa chỉ, tên, mật khẩu và mã xác thực; ghi mã qua cửa khẩu của hành khách vào
        một tệp để dán vào ô dành cho máy quét.
    .arg-travellers = Số hành khách

help-lancan-demo-map = Diễn tập bản đồ an toàn: trường học, bệnh viện, trạm y tế của một tỉnh tự đánh giá.
    .long =
        Chạy máy chủ thật với các cơ sở tự sinh của một tỉnh, cho phần lớn tự đánh giá, rồi để bản đồ mở đến khi bấm Ctrl-C: cứ
        vài giây lại có một cơ sở báo cáo, và trang đang mở hiện ngay. In các địa chỉ, một cán bộ của tỉnh và số điện thoại của
        người quản lý cơ sở; mã gửi bằng tin nhắn cũng được in ra.
    .arg-facilities = Số cơ sở
    .arg-province = Mã tỉnh, theo danh mục năm 2025

help-lancan-export = Xem và tạo tệp khóa công bố.
    .long = Xem nội dung tệp khóa (zip gồm export.bin và export.sig) và tạo tệp như vậy.
    .value-key-id = TÊN-KHÓA

help-lancan-export-inspect = Xem nội dung và chữ ký của một tệp khóa.
    .long = Mã thoát là 1 khi đã cho khóa công khai mà chữ ký không đúng.
    .arg-file = Tệp khóa (zip, hoặc riêng export.bin)
    .arg-public-key = Khóa công khai để kiểm tra chữ ký (SPKI PEM, P-256)
    .arg-key-id = Chỉ tin khóa công khai dưới tên này; không có thì tên nào cũng được

help-lancan-export-make = Tạo tệp khóa có chữ ký từ danh sách JSON.
    .long =
        Mỗi khóa của danh sách gồm key (hệ 16 hoặc base64), rolling_start_interval, và nếu cần thì rolling_period,
        report_type, days_since_onset, transmission_risk, revised. Cũng đọc được danh sách temporaryExposureKeys với
        rollingStartNumber, rollingPeriod và transmissionRisk.
    .arg-keys = Danh sách khóa (JSON)
    .arg-private-key = Khóa riêng để ký (PKCS#8 PEM, P-256)
    .arg-key-id = Tên khóa ghi trong chữ ký
    .arg-key-version = Phiên bản khóa ghi trong chữ ký
    .arg-region = Mã nước
    .arg-start = Thời điểm đầu của đợt, giây Unix; bỏ trống thì là một ngày trước thời điểm cuối
    .arg-end = Thời điểm cuối của đợt, giây Unix; bỏ trống thì là lúc sớm nhất mà mọi khóa được phép công bố
    .arg-batch-number = Số thứ tự của tệp trong đợt
    .arg-batch-size = Số tệp của đợt
    .arg-output = Nơi ghi tệp khóa
    .value-keys = TỆP
    .value-key-version = PHIÊN-BẢN
    .value-region = NƯỚC
    .value-output = TỆP

help-lancan-match = Đối chiếu mã định danh với các khóa đã công bố.
    .long = Cho biết các mã định danh thuộc khóa nào đã công bố, và đối chiếu nhanh đến đâu.
    .arg-exports = Các tệp khóa (zip)
    .arg-identifiers = Các mã định danh, mỗi dòng một mã: 32 chữ số hệ 16, rồi nếu biết thì số của khoảng mười phút đã nghe thấy. Không có thì mọi lúc trước khi công bố đều tính
    .arg-public-key = Khóa công khai phải ký mọi tệp khóa (SPKI PEM, P-256). Không có thì không xét chữ ký
    .arg-tolerance = Hai đồng hồ được lệch nhau mấy khoảng mười phút

help-lancan-phone = Máy tính này là một điện thoại: gửi và nghe mã ngẫu nhiên qua Bluetooth, tự kiểm tra cảnh báo.
    .long =
        Không có lệnh con thì chạy đến khi bấm Ctrl-C và cho biết có mấy điện thoại ở gần, bao lâu và gần đến đâu, không bao
        giờ cho biết là ai.
    .arg-adapter = Tên bộ điều hợp Bluetooth; bỏ trống thì dùng cái đầu tiên
    .arg-simulate = Xem thử không cần sóng và không cần máy chủ: những điện thoại giả lập đến rồi đi, thời gian chạy nhanh gấp 30 lần. Không lưu gì
    .arg-server = Máy chủ y tế; chỉ cần cho biết một lần
    .arg-store = Thư mục mà điện thoại này lưu dữ liệu
    .arg-watch-host = Theo dõi xem chương trình này có làm đúng những gì phần lõi yêu cầu về sóng và về các yêu cầu gửi đi không, và cho biết khi kết thúc
    .arg-yes = Đồng ý mà không hỏi
    .arg-leave-out = Bỏ một ngày; dùng được nhiều lần

help-lancan-phone-status = Xem tình trạng: điện thoại có đang bảo vệ không, và đang giữ những gì.

help-lancan-phone-report = Gửi báo cáo: nhập mã của cán bộ y tế, xem những gì sẽ gửi, rồi gửi nếu bạn đồng ý.
    .arg-code = Mã mà cán bộ y tế đã đưa cho bạn
    .arg-leave-out-visit = Bỏ một nơi đã đến, theo số thứ tự; dùng được nhiều lần
    .arg-keys-only = Chỉ gửi khóa ngẫu nhiên, không gửi lượt tiếp xúc và nơi đã đến

help-lancan-phone-withdraw = Rút lại báo cáo: xem các báo cáo đã gửi và rút lại một báo cáo nếu bạn đồng ý.
    .arg-number = Số thứ tự của báo cáo trong danh sách; bỏ trống thì là báo cáo mới nhất còn rút lại được

help-lancan-phone-place = Những nơi đã đến: quét mã, xem, thêm, sửa, xóa; sổ khách.
    .arg-from = Giờ vào
    .arg-to = Giờ ra
    .arg-visit = Số thứ tự của lượt đến trong danh sách
    .value-text = NỘI-DUNG-MÃ

help-lancan-phone-place-scan = Quét mã của một địa điểm: vào hoặc ra. Không gửi gì đi, trừ khi nơi đó phải ghi sổ khách và bạn đồng ý khi được hỏi.
    .arg-text = Nội dung mã QR; bỏ trống thì đọc từ đầu vào chuẩn
    .arg-simulate = Xem thử không cần máy chủ, ở một bệnh viện mô phỏng phải ghi sổ khách; một giờ sau đó trôi qua trong chốc lát. Không lưu gì

help-lancan-phone-place-list = Xem những nơi đã đến theo ngày, và cảnh báo về địa điểm.

help-lancan-phone-place-add = Tự nhập một nơi đã đến, bằng nội dung mã và giờ.
    .arg-text = Nội dung mã QR

help-lancan-phone-place-edit = Sửa giờ của một lượt đến.

help-lancan-phone-place-delete = Xóa một lượt đến, và những gì của lượt đó còn chờ gửi.

help-lancan-phone-place-contact = Nhập, xem hoặc xóa thông tin ghi sổ khách của bạn.
    .arg-name = Họ tên của bạn. Bỏ trống thì lệnh cho xem những gì đang lưu
    .arg-number = Số điện thoại của bạn
    .arg-born = Năm sinh của bạn
    .arg-unit = Mã số phường xã nơi bạn ở
    .arg-forget = Xóa thông tin này
    .value-name = HỌ-TÊN
    .value-number = SỐ-ĐIỆN-THOẠI
    .value-born = NĂM
    .value-unit = MÃ-SỐ

help-lancan-phone-place-send = Gửi những gì chờ cho sổ khách, khi đến giờ.

help-lancan-phone-code = Mã của bạn cho người kiểm soát, có chữ đầu của họ tên và ba số cuối; vẽ lại sau mỗi 30 giây.
    .arg-once = Vẽ một lần rồi thôi
    .arg-province = Hai chữ số của tỉnh nơi bạn cho xem mã, giữ cho các lần sau; không có thì là tỉnh của nơi bạn đến gần đây nhất
    .value-province = TỈNH

help-lancan-phone-call-me = Sau khi có cảnh báo: nhờ cán bộ y tế gọi cho bạn, xác nhận bằng mã gửi qua tin nhắn.
    .arg-number = Số điện thoại của bạn, như 0912345678 hoặc +84912345678
    .arg-number-only = Chỉ gửi số điện thoại, không gửi khóa ngẫu nhiên và những gì đã nghe

help-lancan-phone-declare = Khai báo y tế cho bạn, người thân và đoàn đi cùng: điền khi không có mạng, gửi đi, xem mã qua cửa khẩu.
    .arg-person = Số thứ tự của người thân
    .arg-form = Tên tờ khai, chẳng hạn vhd
    .value-form = TỜ-KHAI
    .value-declaration = SỐ
    .value-person = SỐ
    .value-number = SỐ-ĐIỆN-THOẠI

help-lancan-phone-declare-forms = Xem các tờ khai, và hôm nay đã khai những gì.
    .arg-fetch = Lấy tờ khai mới của cơ quan y tế trước

help-lancan-phone-declare-fill = Điền một tờ khai khi không có mạng: theo cặp linkId=giá-trị, hoặc theo từng câu hỏi. Không gửi gì đi.
    .arg-answers = Câu trả lời theo cặp linkId=giá-trị (có, không, một số, 03/05/2021, một mã, chữ); nhóm lặp lại viết linkId~0=giá-trị, câu có nhiều câu trả lời thì viết lại linkId. Bỏ trống thì hỏi từng câu
    .arg-journey-of = Số thứ tự của tờ khai nhập cảnh có cùng hành trình, hoặc mà tờ khai hằng ngày thuộc về
    .arg-replaces = Thay cho tờ đã khai hôm nay
    .arg-draft = Giữ làm bản nháp, kể cả khi đã đủ câu trả lời
    .value-answers = LINKID=GIÁ-TRỊ
    .value-journey-of = SỐ

help-lancan-phone-declare-same = Khai không có gì thay đổi so với hôm qua, khi tờ hôm qua màu xanh.

help-lancan-phone-declare-send = Gửi các tờ khai đang chờ, sau khi xác nhận bằng mã gửi qua tin nhắn nếu cần.
    .arg-number = Số điện thoại của bạn, nếu bạn chưa đăng nhập

help-lancan-phone-declare-erase = Xóa trên máy chủ mọi tờ khai của một số điện thoại, sau khi xác nhận bằng mã gửi qua tin nhắn. Những gì lưu trên điện thoại này vẫn còn.
    .arg-number = Số điện thoại đã khai

help-lancan-phone-declare-list = Xem bản nháp và các tờ đã khai.

help-lancan-phone-declare-pass = Xem mã qua cửa khẩu của một tờ khai dưới dạng mã QR.
    .arg-declaration = Số thứ tự của tờ khai trong danh sách

help-lancan-phone-declare-persons = Xem những người mà bạn khai thay.

help-lancan-phone-declare-add-person = Thêm một người mà bạn khai thay: trẻ em, hoặc người không có điện thoại.
    .arg-name = Họ tên của người đó
    .arg-born = Năm sinh
    .arg-relation = Người đó là gì của bạn: child (con), parent (cha mẹ), spouse (vợ chồng), sibling (anh chị em), grandparent (ông bà), grandchild (cháu), other (khác)
    .arg-phone = Số điện thoại của chính người đó, để sau này họ tự nhận hồ sơ
    .arg-consent = Người đó đồng ý, hoặc bạn là cha mẹ, người giám hộ của trẻ
    .value-name = HỌ-TÊN
    .value-born = NĂM
    .value-relation = QUAN-HỆ
    .value-phone = SỐ-ĐIỆN-THOẠI

help-lancan-phone-declare-remove-person = Xóa một người thân cùng những gì đã khai cho họ trên điện thoại này.
    .arg-person = Số thứ tự của người đó trong danh sách

help-lancan-phone-warnings = Kiểm tra ngay và xem các cảnh báo.

help-lancan-phone-seal-transfer = Chuyển sang máy mới: ghi dữ liệu của điện thoại này vào một tệp có mật khẩu (từ mười ký tự). Khóa đang dùng ở lại đây.
    .arg-file = Nơi ghi tệp

help-lancan-phone-open-transfer = Nhận từ máy cũ: thêm dữ liệu trong tệp của máy cũ vào dữ liệu ở đây.
    .arg-file = Tệp của máy cũ

help-lancan-phone-change-key = Đổi khóa: mã hóa mọi dữ liệu ở đây bằng khóa mới. Các bản sao cũ trên đĩa từ đó không đọc được nữa.

help-lancan-phone-why = Vì sao: với từng ca bệnh mà điện thoại này đã nghe thấy và từng quy tắc, vì sao là tiếp xúc hoặc không.

help-lancan-phone-erase = Xóa mọi dữ liệu của điện thoại này.

help-lancan-bench = Đo tốc độ.
    .long = Đo máy này bằng đúng mã chương trình được phát hành. Mỗi kết quả ghi tên bộ xử lý.

help-lancan-bench-assessments = Đo một buổi sáng tự đánh giá.
    .long =
        Chạy một máy chủ riêng, nạp trường học như danh sách của sở giáo dục, cho người quản lý đăng nhập (mỗi người quản lý
        50 trường), rồi đo máy chủ cần bao lâu cho mỗi bản tự đánh giá, gửi như trình duyệt gửi. Sau đó so số đếm trên bản đồ
        cả nước với những gì đã gửi.
    .arg-facilities = Số trường, chia đều cho các xã phường năm 2021
    .arg-at-once = Số trình duyệt gửi cùng lúc
    .arg-database = Một cơ sở dữ liệu PostgreSQL trống, “postgres://…”; không có thì dùng tệp SQLite mới

help-lancan-bench-contacts = Đo danh sách người tiếp xúc.
    .long =
        Chạy một máy chủ riêng, nhập người tiếp xúc bằng danh sách dán vào, rồi đo những gì cán bộ phải chờ: danh sách, tìm
        không dấu, lọc, đổi trạng thái 500 người một lúc, sơ đồ của một ca có 500 người tiếp xúc.
    .arg-contacts = Số người tiếp xúc, mỗi ca 1.000 người
    .arg-times = Mỗi việc hỏi bao nhiêu lần

help-lancan-bench-crowd = Đo một lần hỏi của điện thoại từng ở trong đám đông.
    .long =
        Cho máy chủ công bố trong nhiều ngày, ghi vào kho của điện thoại những gì nó nghe thấy trong đám đông các ngày đó, rồi để
        điện thoại tải và đối chiếu tất cả. In thời gian dài nhất mà điện thoại bận liên tục, và bộ nhớ của chương trình, gồm
        cả máy chủ, tăng nhiều nhất bao nhiêu.
    .arg-people = Số người trong tầm sóng
    .arg-days = Số ngày ở trong đám đông
    .arg-hours = Số giờ mỗi ngày ở trong đám đông
    .arg-slots = Số ô mỗi nhóm trong một tệp khóa

help-lancan-bench-duty = So sánh chu kỳ quét và phát.
    .long =
        Cho từng cặp và một đám đông gặp nhau trên sóng mô phỏng, với chu kỳ của chúng ta, của Bluezone (quét 40 giây trong 300
        giây, phát 15 giây trong 30 giây) và của hệ thống Google và Apple (quét 4 giây trong 300 giây). In sau bao lâu và liên tục
        đến đâu thì nhận ra nhau, và sóng bật bao lâu. Kết quả không phụ thuộc bộ xử lý.
    .arg-pairs = Số cặp
    .arg-hours = Số giờ gặp nhau
    .arg-crowd = Số người trong đám đông
    .arg-crowd-minutes = Số phút đám đông ở lại
    .arg-set-up-ms = Số mili giây từ lúc ra lệnh quét đến lúc máy thu nghe được (giả định)
    .arg-sweep = So sánh các hằng số khác cho chu kỳ của chúng ta

help-lancan-bench-evidence = Đo tốc độ đối chiếu bằng chứng tiếp xúc.
    .long =
        Đối chiếu yêu cầu gọi lại với nhật ký của một ca bệnh, trên một nhân. Cứ mười người có một người thật sự ở gần ca bệnh nửa
        giờ và phải được xác nhận; những người khác chỉ nói vậy và phải được ghi là tự khai.
    .arg-entries = Số dòng nhật ký của ca bệnh, nhiều nhất 2.000 trong một báo cáo
    .arg-callbacks = Số yêu cầu gọi lại, mỗi yêu cầu mang khóa của số ngày --days
    .arg-days = Số ngày mà khóa của ca bệnh được nêu và người tiếp xúc mang khóa của mình

help-lancan-bench-match = Đo tốc độ đối chiếu khóa.
    .long =
        Đối chiếu khóa ngày trong tệp khóa có chữ ký với mã định danh đã lưu, và đo riêng HKDF và AES bên cạnh. Cài sẵn một số
        trường hợp trùng và báo lỗi nếu không tìm ra đúng những trường hợp đó.
    .arg-keys = Số khóa ngày trong các tệp
    .arg-identifiers = Số mã định danh đã lưu
    .arg-file-keys = Số khóa trong một tệp
    .arg-days = Số ngày mà khóa và mã định danh trải ra

help-lancan-bench-opener = Đo thời gian mở sổ khách.
    .long =
        Mở phong bì của một địa điểm trong hai giờ, trên một nhân, cả hai vòng: một nửa tự quét, một nửa do người soát quét mã
        trên điện thoại. Thêm chừng ấy phong bì của giờ sau, phải vẫn đóng. Báo lỗi nếu không mở đúng những phong bì được yêu cầu.
    .arg-envelopes = Số phong bì của hai giờ

help-lancan-bench-places = Đo tốc độ đối chiếu địa điểm.
    .long =
        Đối chiếu tệp địa điểm của một ngày với những nơi một điện thoại đã đến: đọc, kiểm tra và tìm trong mọi tệp. Cài sẵn một
        khoảng thời gian cho mỗi mười lượt đến và báo lỗi nếu không tìm ra đúng những khoảng đó.
    .arg-rows = Số dòng của mọi tệp
    .arg-visits = Số lượt đến của điện thoại, mỗi lượt một địa điểm

help-lancan-bench-polling = Đo lưu lượng của một điện thoại.
    .long =
        Chạy máy chủ và điện thoại trên thời gian mô phỏng trong nhiều tuần, đếm từng byte hỏi và trả lời, kể cả lưu lượng che.
        Nội dung tính khi chưa nén; mỗi lần hỏi và trả lời cộng thêm 300 byte cho HTTP và TLS. Chạy hai lần: với ít ô nhất và
        với gấp bốn lần. Khóa không nén được nên số byte tăng thẳng theo số ô; đường thẳng qua hai lần chạy cho biết số byte khi
        có 1.000 ca một ngày.

        Máy chủ giữ tệp trong bộ nhớ nếu có /dev/shm: tốc độ đĩa không được đo.
    .arg-days-before = Số ngày máy chủ đã chạy trước khi điện thoại đến
    .arg-days = Số ngày lấy trung bình lưu lượng của điện thoại

help-lancan-bench-publish = Đo việc công bố nhiều khóa.
    .long =
        Cho khóa chờ như các báo cáo để lại, công bố tất cả trong một tệp, rồi đo thời gian xử lý, bộ nhớ, và trong lúc đó một
        yêu cầu ghi phải chờ bao lâu.
    .arg-keys = Số khóa đang chờ
    .arg-cases = Số ca bệnh đã báo các khóa đó

help-lancan-bench-record = Đo tốc độ ghi nhận và dung lượng.
    .long = Ghi các lần nghe thấy của nhiều người, lưu từng khoảng mười phút, rồi đo thời gian, số byte trên đĩa và bộ nhớ.
    .arg-people = Số người trong tầm sóng
    .arg-intervals = Số khoảng mười phút được lưu; lấy giá trị ở giữa. Lưu thêm nếu tệp chưa có đủ 20.000 lượt tiếp xúc
    .arg-million-sightings = Số triệu lần nghe thấy được ghi
    .arg-scan-every = Số giây giữa hai lần quét
    .arg-folder = Thư mục của kho dữ liệu được đo; bỏ trống thì dùng thư mục tạm của hệ thống
    .value-folder = THƯ-MỤC

help-lancan-bench-server = Đo máy chủ dưới tải.
    .long =
        Đóng vai nhiều điện thoại hỏi một máy chủ đang chạy: đổi mã lấy phiếu, gửi báo cáo 14 khóa, gửi lưu lượng che, hỏi mục
        lục. In các phân vị, số lỗi, số byte, và thời gian xử lý của máy chủ và cơ sở dữ liệu cho mỗi yêu cầu.

        Báo cáo mang khóa ngẫu nhiên và được công bố như mọi báo cáo: không bao giờ chạy với máy chủ đang phục vụ người dân.

        Để thử: `export LANCAN_SERVER_SESSIONS__TOTP=false`,
        `printf '%s\n' 'a long password' | lancan-server officer create bench --centre "Đo tải" --password-stdin`,
        `lancan-server serve`, rồi
        `LANCAN_OFFICER_PASSWORD='a long password' lancan bench server --url http://127.0.0.1:8080`.

        Thời gian xử lý đọc từ /proc: của tiến trình đang nghe ở địa chỉ này, của PostgreSQL mà nó đang nối qua TCP trên máy này
        (không tìm thấy như vậy thì mọi tiến trình tên `postgres`), và của chính chương trình này. Đã tính gì thì in ra. Máy chủ
        ở máy khác thì bỏ qua thời gian của nó.
    .arg-url = Địa chỉ của máy chủ, như http://127.0.0.1:8080
    .arg-officer = Tên cán bộ mở ca bệnh và cấp mã. Mật khẩu nằm trong biến LANCAN_OFFICER_PASSWORD
    .arg-clients = Số điện thoại hỏi cùng lúc
    .arg-seconds = Số giây của mỗi phép đo, gồm sáu phép
    .value-officer = TÊN

help-lancan-bench-uploads = Đo số phong bì sổ khách mà máy chủ nhận được.
    .long =
        Thêm các bệnh viện phải ghi sổ khách, quét tờ mã QR của chúng, rồi đóng vai điện thoại gửi phong bì 512 byte cho các giờ
        của hôm nay, cùng lúc bao nhiêu điện thoại thì bấy nhiêu yêu cầu. Phong bì chứa byte ngẫu nhiên, máy chủ không phân biệt
        được với phong bì thật: không bao giờ chạy với máy chủ đang phục vụ người dân. In những gì `lancan bench server` in cho
        một loại yêu cầu.

        Cán bộ phải thấy một xã; mật khẩu nằm trong biến `LANCAN_OFFICER_PASSWORD`.
    .arg-url = Địa chỉ của máy chủ, như http://127.0.0.1:8080
    .arg-officer = Tên cán bộ thêm địa điểm. Mật khẩu nằm trong biến LANCAN_OFFICER_PASSWORD
    .arg-unit = Mã xã của các địa điểm
    .arg-places = Số địa điểm. Mỗi nơi nhận 1.600 phong bì một giờ
    .arg-clients = Số điện thoại gửi cùng lúc
    .arg-seconds = Số giây đo
    .value-officer = TÊN
    .value-unit = MÃ

help-lancan-rssi = Cường độ sóng: so sánh mô hình khoảng cách với số đo thực.
    .long = Mô hình là mô hình được phát hành; số đo lấy từ một tệp.

help-lancan-rssi-evaluate = Mô hình đúng đến đâu trên một tệp số đo.
    .long =
        Tệp là một bảng có dòng tên cột, dạng văn bản hoặc gzip, phân cách bằng dấu phẩy, dấu chấm phẩy hoặc tab; hoặc một tệp
        SQLite của DP-3T. Tên cột theo thứ tự bất kỳ: thời gian (`t_s`, `elapsed_s`, `timestamp_s`; `t_ms`, `timestamp_ms`,
        cũng vậy với `us` và `ns`; hoặc `timestamp`, `time`, `t`: dưới 10^11 là giây, dưới 10^14 là mili giây, dưới 10^17 là
        micrô giây, từ đó trở lên là nanô giây), `rssi_dbm` hoặc `rssi`, và `distance_m` hoặc `range_ft`. Có thể thêm `log`
        (hoặc `carriage`), `receiver` và `transmitter` với giá trị bất kỳ, và `tx_dbm` hoặc `tx_power`. Công suất ngoài khoảng
        -40 đến 10 dBm coi như không biết, như trên điện thoại; dòng bắt đầu bằng `#` là chú thích. Mỗi khoảng thời gian bắt đầu từ dòng đầu của mỗi cặp. Khoảng tin cậy 95 %, từ 1.000 lần rút cả
        nhật ký (hoặc rút khoảng thời gian nếu chỉ có một nhật ký).
    .arg-file = Tệp số đo
    .arg-within = “Gần” nghĩa là trong khoảng chừng này mét
    .arg-window = Độ dài của một khoảng thời gian
    .value-seconds = GIÂY

help-lancan-store = Xem kho dữ liệu của điện thoại.
    .long = Xem kho dữ liệu của một điện thoại mà không cần khóa.

help-lancan-store-stat = Xem kích thước kho dữ liệu, không cần khóa.
    .long = In kích thước và số của các khoảng mười phút: đó là tất cả những gì đọc được khi không có khóa. Không thay đổi gì.
    .arg-file = Tệp của kho dữ liệu

help-lancan-server = Máy chủ của cơ quan y tế: cấp mã, nhận báo cáo, công bố khóa ngày.
    .long = Để bắt đầu: `lancan-server officer create an --centre "Trạm y tế phường 1"`, rồi `lancan-server serve`.
    .arg-language = Ngôn ngữ hiển thị: vi hoặc en. Nếu không chọn thì theo biến LC_ALL, LC_MESSAGES, LANG, rồi theo cài đặt của macOS hoặc Windows
    .arg-config = Tệp cấu hình TOML; `lancan-server config sample` in tệp mẫu. Biến LANCAN_SERVER_… được ưu tiên hơn tệp
    .arg-name = Tên đăng nhập
    .arg-centre-id = Mã cơ sở y tế, khi nhiều cơ sở trùng tên: `lancan-server centre list` in các mã
    .value-file = TỆP
    .value-date = NGÀY
    .value-directory = THƯ-MỤC
    .value-name = TÊN
    .value-code = MÃ
    .value-centre = CƠ-SỞ
    .value-unit = ĐƠN-VỊ
    .value-id = MÃ
    .value-role = VAI-TRÒ

help-lancan-server-serve = Chạy máy chủ đến khi được bảo dừng (Ctrl-C hoặc SIGTERM).
    .long =
        Lần chạy đầu tạo thư mục dữ liệu với cơ sở dữ liệu và khóa. Yêu cầu đang xử lý được làm xong trước khi dừng. Nếu cấu hình
        không có `[tls]` thì TLS kết thúc ở máy trung gian phía trước: khi đó chỉ để máy chủ ở địa chỉ nội bộ. SIGHUP đọc lại
        cấu hình và khóa, không yêu cầu nào bị hỏng vì thế. Khi chưa đặt `authority` và `codes.link` thì chỉ trả lời yêu cầu từ chính máy này.
    .arg-today = Ngày hôm nay theo lịch của bạn, như 2021-05-10: xác nhận đồng hồ đi trước xa mọi thứ đã lưu, như sau một thời gian nghỉ dài. Được ưu tiên hơn `clock.today`

help-lancan-server-officer = Cán bộ y tế.

help-lancan-server-officer-create = Thêm cán bộ, dù máy chủ có đang chạy hay không.
    .long =
        Mật khẩu (từ 10 ký tự) đọc từ một dòng của đầu vào chuẩn:
        `printf '%s\n' "$PASSWORD" | lancan-server officer create an --centre "Trạm y tế phường 1" --password-stdin`
    .arg-centre = Tên cơ sở y tế, như điện thoại hiện trước khi gửi báo cáo. Chưa có tên này thì tạo mới
    .arg-role = Vai trò của cán bộ: administrator (quản trị), supervisor (giám sát), officer (cán bộ) hoặc read-only (chỉ xem)
    .arg-unit = Mã tỉnh, huyện hoặc xã có ca bệnh mà cán bộ được xem; không có thì chỉ của cơ sở y tế. `lancan-server units search` tìm mã
    .arg-country = Cán bộ xem được cả nước
    .arg-password-stdin = Không hỏi: mật khẩu đến qua đường ống

help-lancan-server-officer-list = Liệt kê cán bộ: số, tên, vai trò, đơn vị, cơ sở y tế, có mã xác thực không, có bị khóa không.
help-lancan-server-officer-disable = Khóa tài khoản: cán bộ không đăng nhập được nữa và bị đăng xuất.
help-lancan-server-officer-enable = Mở lại tài khoản: cán bộ đăng nhập được trở lại.
help-lancan-server-officer-reset-password = Đặt lại mật khẩu: tạo mật khẩu mới cho cán bộ và in ra.
help-lancan-server-officer-reset-totp = Đặt lại mã xác thực: thiết lập lại ứng dụng mã xác thực của cán bộ và in những gì cần nhập.
help-lancan-server-officer-end-sessions = Đăng xuất cán bộ ở mọi nơi.
help-lancan-server-officer-hand-over = Bàn giao các ca bệnh mà một cán bộ phụ trách cho người khác, như khi có người nghỉ việc.
    .arg-from = Tên đăng nhập của người đang phụ trách
    .arg-to = Tên đăng nhập của người sẽ phụ trách
    .value-from = TỪ
    .value-to = ĐẾN
help-lancan-server-officer-device = Thêm thiết bị quen của cán bộ và in bí mật của thiết bị.
    .long =
        Cán bộ gửi bí mật này trong mục `device` cùng tên và mật khẩu. Người lạ có thử sai mật khẩu cho tên này thì thiết bị quen
        vẫn đăng nhập được. Mỗi lần đăng nhập tự có một thiết bị quen: lệnh này dành cho người đăng nhập lần đầu, hoặc từ thiết
        bị mới, trong lúc người lạ đang thử mật khẩu.

help-lancan-server-laboratory = Hệ thống của phòng xét nghiệm, cấp mã cho kết quả.
help-lancan-server-laboratory-create = Thêm hệ thống xét nghiệm và in khóa mà hệ thống đó gửi kèm mỗi yêu cầu.
    .long = Hệ thống này cấp mã cho kết quả (`POST /officer/v1/codes`, `Authorization: Bearer KEY`), ngoài ra không làm và không xem gì khác.
    .arg-name = Tên hệ thống, khác với tên mọi cán bộ
    .arg-centre = Tên cơ sở y tế mà hệ thống cấp mã. Chưa có tên này thì tạo mới
help-lancan-server-laboratory-list = Liệt kê: số, tên, cơ sở y tế, số khóa còn dùng, lần dùng cuối (giây Unix), có bị khóa không.
help-lancan-server-laboratory-renew = Đổi khóa: in một khóa mới. Khóa ngay trước còn dùng được đến lần đổi sau, các khóa cũ hơn thì mất.
help-lancan-server-laboratory-revoke = Thu hồi mọi khóa của một phòng xét nghiệm.

help-lancan-server-audit = Nhật ký kiểm tra.
help-lancan-server-audit-verify = Kiểm tra toàn bộ nhật ký và chỉ ra dòng đầu tiên bị sửa, bị lấy đi hoặc bị thêm vào.

help-lancan-server-backup = Sao lưu cơ sở dữ liệu và các tệp đã công bố vào một thư mục mới, dù máy chủ có đang chạy hay không.
    .long =
        Cơ sở dữ liệu được chép trong một bước và được kiểm tra. Khóa hết hạn không bao giờ nằm trong bản sao lưu. Hãy cất khóa
        riêng, có mã hóa. Với PostgreSQL, hãy dùng công cụ của PostgreSQL.
    .arg-to = Thư mục mới cho cơ sở dữ liệu và các tệp đã công bố
    .arg-keys-to = Thư mục mới cho khóa; không có thì không chép khóa

help-lancan-server-restore = Khôi phục một bản sao lưu vào thư mục dữ liệu trống.
    .long =
        Các ca bệnh từ trước không mở được nữa vì khóa hết hạn không nằm trong bản sao lưu nào: cán bộ thấy rõ điều đó và mở ca
        mới. Nếu bản sao lưu cũ hơn một ngày, hãy chạy một lần với `serve --today`.
    .arg-from = Thư mục của bản sao lưu
    .arg-keys-from = Thư mục của bản sao lưu khóa

help-lancan-server-doctor = Kiểm tra cấu hình, thư mục dữ liệu, khóa, cơ sở dữ liệu và tệp đã công bố; báo lỗi nếu có gì không ổn.

help-lancan-server-publish = Soạn quy tắc từ một tệp và in những chỗ khác với quy tắc hiện hành.
    .long = Hai giám sát của cả nước phê duyệt một bản thảo; sau đó máy chủ ký, và điện thoại nhận quy tắc mới.
    .arg-file = Quy tắc dạng JSON, ngày viết theo lịch; số hiệu và thời điểm không có ý nghĩa. `lancan-server publish show` in quy tắc hiện hành
    .arg-number = Số của bản thảo
help-lancan-server-publish-show = In quy tắc hiện hành, viết như một bản thảo.
help-lancan-server-publish-list = Liệt kê bản thảo, mới nhất trước: số, lúc soạn, người duyệt thứ nhất và thứ hai, có hiệu lực từ khi nào.
help-lancan-server-publish-approve = Phê duyệt một bản thảo: do giám sát của cả nước. Người thứ hai duyệt thì có hiệu lực.
    .long = Mật khẩu và mã xác thực (dòng trống nếu không có) đọc từ đầu vào chuẩn, mỗi thứ một dòng.
    .arg-name = Tên đăng nhập của cán bộ
    .arg-password-stdin = Không hỏi: hai dòng đến qua đường ống
help-lancan-server-publish-again = Dùng lại một bản thảo cũ, như khi muốn quay lại; bản này được phê duyệt như mọi bản thảo.

help-lancan-server-dhis2 = Tệp ánh xạ để xuất dữ liệu cho DHIS2.
help-lancan-server-dhis2-check = Kiểm tra tệp ánh xạ và nêu mọi chỗ sai, theo khóa của tệp.
    .arg-file = Tệp ánh xạ (JSON), như `dhis2_mapping` của cấu hình nêu
help-lancan-server-dhis2-fields = Liệt kê các trường mà tệp ánh xạ được dùng: case hoặc contact, rồi tên trường.

help-lancan-server-key = Khóa ký, đổi theo ba bước trong khi máy chủ vẫn chạy.
    .arg-name = Khóa nào: export, index, rules, token, places, forms hoặc criteria
help-lancan-server-key-prepare = Tạo khóa kế tiếp.
    .long = Sau SIGHUP, `/v1/deployment` nêu khóa này và mọi máy chủ nhận chữ ký của khóa. Chưa có gì được ký bằng khóa này.
help-lancan-server-key-exchange = Cho khóa đã tạo ký kể từ SIGHUP kế tiếp.
    .long =
        Chữ ký của khóa trước vẫn được nhận; tệp công bố và tài liệu được ký bằng cả hai khóa, cho những điện thoại chỉ biết một
        trong hai.
help-lancan-server-key-forget = Hủy khóa trước: kể từ SIGHUP kế tiếp, chữ ký của khóa đó bị từ chối.

help-lancan-server-retention = Những gì bị xóa khi hết thời hạn lưu giữ.
help-lancan-server-retention-run = Xóa dữ liệu hết hạn: in những gì máy chủ sẽ xóa bây giờ, gồm số dòng của từng bảng và khóa của những ngày đã hết.
    .long =
        Máy chủ đang chạy tự xóa mỗi ngày một lần. Lệnh này chỉ làm thử rồi hoàn tác tất cả: trước khi xóa thật, máy chủ còn xem
        đồng hồ có đáng tin không.
    .arg-dry-run = Chỉ đếm, không xóa gì

help-lancan-server-centre = Cơ sở y tế.
    .arg-id = Mã cơ sở, như `centre list` in ra
    .arg-name = Tên, như điện thoại hiện
    .arg-unit = Mã đơn vị hành chính; `lancan-server units search` tìm mã
help-lancan-server-centre-list = Liệt kê cơ sở y tế, mỗi cơ sở kèm mã.
help-lancan-server-centre-create = Thêm cơ sở y tế, dù có cơ sở khác trùng tên, và in mã.
help-lancan-server-centre-place = Đặt cơ sở y tế, cùng cán bộ và ca bệnh của cơ sở, vào một đơn vị hành chính.
help-lancan-server-centre-rename = Đổi tên cơ sở y tế; cán bộ và ca bệnh vẫn thuộc cơ sở.
    .arg-name = Tên mới, như điện thoại hiện

help-lancan-server-facilities = Trường học, bệnh viện và phòng khám của bản đồ an toàn.
help-lancan-server-facilities-import = Nạp danh sách cơ sở, mỗi cơ sở kèm người quản lý.
    .long =
        CSV theo UTF-8 với dòng tên cột: `name`, `kind` (school, hospital hoặc clinic), `unit` (mã xã; `lancan-server units
        search` tìm mã), `address`, `people` (số người một ngày), `phone` và `manager` (người quản lý), và nếu biết thì `point`
        (`11.64321, 107.83645`). Mỗi cơ sở thành một địa điểm đã xác minh: ai xác nhận số điện thoại tại `/dia-diem` thì quản
        lý, in mã dán cửa và tự đánh giá. Cơ sở đã có giữ nguyên, nên nạp lại danh sách cũng được.
    .arg-file = Tệp danh sách

help-lancan-server-criteria = Bộ tiêu chí để cơ sở tự đánh giá.
help-lancan-server-criteria-import = Nạp lời văn tiêu chí của văn bản, hoặc cả bộ tiêu chí; tiêu chí chưa có lời văn hiện bằng số và phần.
    .long =
        Lời văn: CSV theo UTF-8 với dòng tên cột: `set` (như `school-1467`), `part` hoặc `number`, `vi`, `en`, và `most` nếu tiêu
        chí có điểm tối đa riêng. Cả bộ: JSON, một bộ hoặc danh sách các bộ, theo mẫu của `/v1/criteria`; có thể bỏ trống
        `version`. Mỗi bộ mà tệp thay đổi có một phiên bản mới. Những gì đã đánh giá giữ phiên bản đã trả lời. Máy chủ đang chạy
        dùng phiên bản mới trong vòng một phút.
    .arg-file = Tệp lời văn hoặc tệp bộ tiêu chí
    .arg-from = Ngày đầu của phiên bản mới, như 2021-05-26; không ghi thì lời văn dùng từ hôm nay, cả bộ từ ngày ghi trong bộ
    .arg-dry-run = Chỉ nói tệp sẽ làm gì, không ghi

help-lancan-server-units = Tỉnh, huyện và xã.
help-lancan-server-units-search = Tìm đơn vị hành chính theo từ trong tên, có dấu hoặc không dấu, và in mã cùng tên đầy đủ.
    .arg-words = Các từ trong tên: `bao lam lam dong`
    .value-words = TỪ
help-lancan-server-units-import = Nạp ranh giới cho bản đồ an toàn; khi chưa có thì bản đồ vẽ bằng điểm.
    .long =
        GeoJSON hoặc TopoJSON, kinh độ và vĩ độ tính bằng độ; mỗi hình là một hay nhiều đa giác với thuộc tính `code`. Tệp thiếu
        Hoàng Sa và Trường Sa thì không nhận. Ranh giới được giản lược; tỉnh, huyện không có hình thì dùng đường bao của các
        phần, nếu phần nào cũng có hình. Máy chủ đang chạy hiện ranh giới trong vòng một phút.
    .arg-file = Tệp ranh giới
    .arg-set = Danh mục đơn vị của các mã: 2021 hoặc 2025; không ghi thì theo cấu hình
    .arg-dry-run = Chỉ nói tệp sẽ mang lại gì, không ghi
    .value-set = DANH-MỤC

help-lancan-server-openapi = In tài liệu OpenAPI của mọi đường dẫn.

help-lancan-server-config = Cấu hình.
help-lancan-server-config-sample = In tệp cấu hình mẫu có giải thích, mọi mục ở giá trị mặc định.

help-lancan-opener = Mở sổ khách của một tỉnh cho hai cán bộ, và giữ những gì cần để mở.
    .long =
        Chương trình chạy trên máy riêng, tốt nhất là không nối mạng. Tệp vào và ra bằng thẻ nhớ:

          vào:  yêu cầu có chữ ký của hai cán bộ kèm phong bì của những giờ đó, các thẻ được hỏi
          ra:   gói khóa công khai hằng tuần, danh sách thẻ, kết quả đã mã hóa

        Lần đầu:

          1. lancan-opener init --dir /srv/opener --province 68
             Ba người, mỗi người ghi lại một cụm mật khẩu. Hai người mở được; cần cả ba để tạo gốc cho tháng mới.
          2. lancan-opener month --dir /srv/opener --from 2021-05 --count 3
          3. Trên máy riêng không nối mạng của quốc gia: lancan-opener certify … (mang public.pem đến đó)
          4. lancan-opener trust --dir /srv/opener --deployment deployment.json
          5. lancan-opener enrol-officer … cho mỗi cán bộ, lancan-opener enrol-recipient … cho người nhận

        Mỗi tuần: lancan-opener pack. Mỗi ngày: lancan-opener log, in ra và cất giữ.
        Khi có yêu cầu: lancan-opener open, chương trình cho biết cần gì tiếp theo.

        Cụm mật khẩu đọc từ bàn phím, hoặc mỗi dòng một cụm từ đầu vào chuẩn.
    .arg-language = Ngôn ngữ của trợ giúp: vi hoặc en. Nếu không chọn thì theo biến LC_ALL, LC_MESSAGES, LANG, rồi theo cài đặt của macOS hoặc Windows
    .arg-dir = Thư mục của chương trình
    .value-dir = THƯ-MỤC
    .value-out = TỆP
    .value-key = TỆP

help-lancan-opener-init = Tạo thư mục của chương trình và ba cụm mật khẩu. Chỉ hiện một lần.
    .arg-dir = Thư mục sẽ tạo
    .arg-province = Mã tỉnh, hai chữ số: 68
    .arg-offset-minutes = Số phút mà đồng hồ địa phương đi trước UTC
help-lancan-opener-month = Tạo gốc cho các tháng tới. Cần cả ba người giữ mật khẩu.
    .arg-from = Tháng đầu: 2021-05
    .arg-count = Số tháng. Một gói khóa cần ba tháng
    .value-from = THÁNG
help-lancan-opener-national-key = Tạo khóa quốc gia. Cất tệp khóa riêng ở nơi không nối mạng; ứng dụng tin khóa công khai.
    .arg-out = Nơi ghi khóa riêng; khóa công khai ghi bên cạnh, tên kết thúc bằng .pub.pem
help-lancan-opener-certify = Dùng khóa quốc gia chứng nhận chương trình mở sổ của một tỉnh.
    .arg-national = Khóa riêng của quốc gia
    .arg-opener = Tệp public.pem của tỉnh
    .arg-province = Mã tỉnh, hai chữ số
    .arg-until = Ngày đầu tiên mà chứng nhận không còn hiệu lực: 2022-05-01
    .arg-out = Nơi ghi chứng nhận
    .value-national = TỆP
    .value-opener = TỆP
    .value-until = NGÀY
help-lancan-opener-pack = Ký gói khóa công khai: 35 ngày. Cần hai người giữ mật khẩu.
    .arg-certificate = Chứng nhận bằng khóa quốc gia
    .arg-first-day = Ngày của khóa đầu tiên: 2021-05-03. Bỏ trống thì là hôm nay
    .arg-out = Nơi ghi gói khóa
    .value-certificate = TỆP
    .value-first-day = NGÀY
help-lancan-opener-trust = Tin các khóa của máy chủ cho số điện thoại và thẻ giấy.
    .arg-deployment = Nội dung GET /v1/deployment của máy chủ, do một người đã xem kỹ địa chỉ tải về
    .value-deployment = TỆP
help-lancan-opener-enrol-officer = Ghi nhận một cán bộ trực tiếp mang khóa đến.
    .arg-number = Số của cán bộ trong các yêu cầu, như trang của cán bộ hiện
    .arg-name = Tên cán bộ, để hiện trên màn hình
    .arg-key = Khóa công khai mà trang của cán bộ đã hiện, PEM
    .arg-origin = Địa chỉ gốc của trang cán bộ: https://console.example.vn
    .value-name = TÊN
    .value-origin = ĐỊA-CHỈ
help-lancan-opener-remove-officer = Xóa tên một cán bộ.
    .arg-number = Số của cán bộ
help-lancan-opener-enrol-recipient = Ghi nhận khóa của người nhận kết quả.
    .arg-key = Tệp chứa 65 byte của khóa, viết theo hệ 16
help-lancan-opener-open = Mở những gì hai cán bộ yêu cầu. Hiện yêu cầu trước rồi hỏi. Cần hai người giữ mật khẩu.
    .arg-bundle = Tệp mà trang cán bộ đưa ra: yêu cầu đã ký kèm phong bì của những giờ đó
    .arg-request = Yêu cầu đã ký, nếu đi riêng
    .arg-envelopes = Phong bì của những giờ đó, nếu đi riêng
    .arg-cards = Các thẻ mà vòng đầu đã hỏi
    .arg-out = Nơi ghi danh sách thẻ, hoặc kết quả đã mã hóa
    .arg-yes = Không hỏi: người chạy lệnh đã đọc màn hình
    .value-bundle = TỆP
    .value-request = TỆP
    .value-envelopes = TỆP
    .value-cards = TỆP
help-lancan-opener-forget = Xóa gốc của những tháng đã hết hơn 60 ngày.
help-lancan-opener-log = Kiểm tra nhật ký và in ra, kèm dòng đầu mối.
