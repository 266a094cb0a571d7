#!/usr/bin/env bash
# Builds sdist and wheel, installs the wheel with the pinned dependencies into an empty environment, and uses it in an empty folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$root" "$work/source"
rm -rf "$work/source/.venv" "$work/source/var"
"$root/.venv/bin/python" -m build --no-isolation --outdir "$work/dist" "$work/source" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
ls "$work/dist"

"$root/.venv/bin/python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --require-hashes --requirement "$root/requirements.lock"
"$work/venv/bin/python" -m pip install --quiet --no-deps --no-index "$work"/dist/monitor-*.whl

test -s "$work/venv/share/monitor/monitor.service"
test -f "$("$work/venv/bin/python" -c "import monitor; print(monitor.__path__[0])")/py.typed"

mkdir "$work/empty"
cd "$work/empty"
"$work/venv/bin/monitor" init own
"$work/venv/bin/monitor" check --config own
"$work/venv/bin/monitor" demo | tee "$work/demo.txt" | tail -n 5
grep -q 'HTML' "$work/demo.txt"
for language in 'Benin' 'blocus' 'خطف'; do grep -qi "$language" "$work/demo.txt" || { echo "the demo's digest lacks: $language"; exit 1; }; done
echo "1 passed, 0 failed"
