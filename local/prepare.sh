# Sourced by ./demo and ./test: checks what must be there, installs and builds what is missing.

need() {
  command -v "$1" > /dev/null || {
    echo "$1 is not on the PATH. Install $2, then try again." >&2
    exit 2
  }
}

install_packages() {
  local installed=local/node_modules/.package-lock.json
  if [[ ! -e $installed || local/package-lock.json -nt $installed ]]; then
    (cd local && npm ci --no-audit --no-fund --loglevel=error) && touch "$installed"
  fi
}

# prepare QUIET: what it prints goes to stderr; when QUIET is 1 only failures do.
prepare() {
  need dotnet "the .NET SDK 10"
  need node "Node.js 20 or later"
  need npm "Node.js 20 or later"
  local log
  log=$(mktemp)
  ((${1:-0})) || echo "Installing and building ..." >&2
  if ! { install_packages && dotnet build Serverless.sln -c Release -v quiet -nologo --property WarningLevel=4; } > "$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
