# Starts the server on a free port with the tests' rules: sets url, password and server (its process).
# Sourced by test.sh, which gives target and work.
password=mat-khau-thu-nghiem
"$target/debug/examples/rules_for_test" >"$work/rules.json"
cat >"$work/server.toml" <<CONFIG
listen = "127.0.0.1:0"
data_dir = "$work/data"
authority = "Sở Y tế thử nghiệm"
rules_file = "$work/rules.json"
[sessions]
totp = false
CONFIG
printf '%s\n' "$password" | "$target/debug/lancan-server" officer create an --centre "Trạm y tế phường 1" \
    --password-stdin --config "$work/server.toml" >/dev/null
NO_COLOR=1 "$target/debug/lancan-server" serve --config "$work/server.toml" >"$work/log" 2>&1 &
server=$!
url=
for _ in $(seq 300); do
    url=$(sed -n 's/.*listening.*\(127\.0\.0\.1:[0-9]*\).*/http:\/\/\1/p' "$work/log" | head -n 1)
    [ -z "$url" ] || break
    sleep 0.1
done
[ -n "$url" ] || { cat "$work/log" >&2; exit 1; }
