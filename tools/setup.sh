#!/bin/sh
# Sets up what Dossier needs on this machine and does nothing where all of it is there; called by make.
#   setup.sh python LOCK   .venv with the packages of a lock file
#   setup.sh print         Pango and a font, for the PDF
#   setup.sh tests         browser, PDF tools and npm packages, for the tests
# System packages are installed by apt where that needs no question (root, sudo without a password);
# elsewhere one line says what to run.
set -eu
cd "$(dirname "$0")/.."

have() {
    command -v "$1" >/dev/null 2>&1
}

# advise WHAT APT DNF PACMAN BREW: one line with what to run here, or for every package manager.
advise() {
    if have apt-get; then run="sudo apt-get install $2"
    elif have dnf; then run="sudo dnf install $3"
    elif have pacman; then run="sudo pacman -S $4"
    elif have brew; then run="brew install $5"
    else run="apt-get install $2 | dnf install $3 | pacman -S $4 | brew install $5"
    fi
    echo "Missing: $1. To install, run: $run"
}

# apt_install PACKAGE...: false when that can't be done without asking. Package lists may be empty or old.
apt_install() {
    have apt-get || return 1
    if [ "$(id -u)" = 0 ]; then root=
    elif have sudo && sudo -n true 2>/dev/null; then root='sudo -n'
    else return 1
    fi
    echo "Installing with apt: $*"
    apt="$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"
    $apt install --no-install-recommends "$@" 2>/dev/null ||
        { $apt update && $apt install --no-install-recommends "$@"; }
}

# ensure TEST WHAT APT DNF PACMAN BREW: installs what the command TEST doesn't find, or advises.
ensure() {
    $1 && return
    # shellcheck disable=SC2086 # a list of packages
    apt_install $3 && $1 && return
    shift
    advise "$@"
}

find_python() {
    for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    advise 'Python 3.11 or newer' python3 python3 python python
    exit 1
}

has_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

setup_python() {
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        find_python
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        ensure has_venv "Python's venv and pip" "python$version-venv" python3 python python
        has_venv || exit 1
        echo "Making .venv with Python $version"
        "$python" -m venv --clear .venv
    fi
    # The lock holds every package, so nothing is left to resolve (and old pips resolve extras wrongly).
    .venv/bin/python -m pip --disable-pip-version-check --no-input install \
        --no-deps --require-hashes --only-binary :all: -r "$1"
}

has_pango() {
    .venv/bin/python - <<'END' 2>/dev/null
import ctypes, sys
suffix = "{}.dylib" if sys.platform == "darwin" else "{}.so.0"
for name in "libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset":
    ctypes.CDLL(suffix.format(name))
END
}

has_font() {
    for folder in /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts /System/Library/Fonts; do
        if [ -n "$(find -L "$folder" -name '*.[ot]t[cf]' 2>/dev/null | head -n 1)" ]; then return; fi
    done
    return 1
}

has_chromium() {
    { have chromium || have chromium-browser || have google-chrome; } && have chromedriver
}

has_poppler() {
    have pdftotext && have pdftoppm
}

has_npm() {
    have node && have npm
}

setup_print() {
    ensure has_pango 'Pango (without it there is no PDF)' \
        'libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0' 'pango harfbuzz' 'pango' 'pango'
    ensure has_font 'a font (for the PDF)' fonts-dejavu-core dejavu-serif-fonts ttf-dejavu font-dejavu
}

setup_tests() {
    ensure has_chromium 'Chromium and its driver' \
        'chromium chromium-driver' 'chromium chromedriver' 'chromium' '--cask chromium chromedriver'
    ensure has_poppler 'pdftotext and pdftoppm' poppler-utils poppler-utils poppler poppler
    ensure 'have qpdf' qpdf qpdf qpdf qpdf qpdf
    ensure has_npm 'Node.js and npm' 'nodejs npm' 'nodejs npm' 'nodejs npm' node
    installed=tests/node_modules/.package-lock.json
    if has_npm && { [ ! -e $installed ] || [ tests/package-lock.json -nt $installed ]; }; then
        npm ci --prefix tests --no-audit --no-fund --ignore-scripts || echo 'The npm packages could not be installed.'
    fi
}

case $1 in
    python) setup_python "$2" ;;
    print) setup_print ;;
    tests) setup_tests ;;
esac
