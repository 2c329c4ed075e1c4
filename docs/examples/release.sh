#!/usr/bin/env bash
# Run before the release of a server: starts it, tests it, reports what changed since the last release, and makes its badge.
# Publish the files in release/. Keep release/report.json as conformance/last-release.json for the next release.
set -euo pipefail
url=http://127.0.0.1:8000/v1

my-server --port 8000 &
server=$!
trap 'kill "$server"' EXIT

# The server has started when it lists its models.
curl --silent --show-error --output /dev/null --retry 60 --retry-delay 1 --retry-connrefused "$url/models"

status=0
npx --yes chat-conformance@0.1 run "$url" --baseline conformance/known.yaml --max-inconclusive 5% \
  --reporter json=release/report.json --reporter html=release/report.html \
  --reporter badge=release/conformance.svg --reporter shields=release/conformance.json || status=$?

if [ -f conformance/last-release.json ]; then
  # Exit code 1 of diff means that a case fails that passed before. The run with the baseline has already judged that.
  npx --yes chat-conformance@0.1 diff conformance/last-release.json release/report.json \
    --reporter markdown=release/changes.md || [ "$?" = 1 ]
fi
exit "$status"
