#!/usr/bin/env python3
"""Times whole commands on generated vaults, beside what else a user could run there.

    cargo build --release --bin vaultlint --example make-vault
    python3 benches/commands.py [--notes 1000,10000,100000] [--runs 5] [--keep FOLDER]

Each row is the median of some runs, which take turns; a ratio is to the command named in the row. Peers that are not installed
are left out. `cold` is a run with --no-cache (the files are in memory either way), `warm` one after another run. Standard
library only; needs Git, and Linux or macOS.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELEASE = os.path.join(ROOT, "target", "release")


def measured(command, folder):
    """Seconds, CPU seconds and MB of one run."""
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6


def git(folder, *arguments):
    names = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def make(folder, notes, is_clean):
    """A vault in a repository, with twelve notes staged."""
    maker = os.path.join(RELEASE, "examples", "make-vault")
    subprocess.run([maker, folder, str(notes), *(["--clean"] if is_clean else [])], check=True)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    paths = sorted(os.listdir(os.path.join(folder, "Meetings")))[:12]
    for path in paths:
        with open(os.path.join(folder, "Meetings", path), "a", encoding="utf-8") as note:
            note.write("\nOne more line.\n")
        git(folder, "add", os.path.join("Meetings", path))
    # What Git and the tool keep of files is trusted when the files are older than it.
    time.sleep(2.5)
    subprocess.run(["git", "status"], cwd=folder, stdout=subprocess.DEVNULL, check=True)


def commands():
    """Name, command, and which command it is compared with."""
    tool = os.path.join(RELEASE, "vaultlint")
    rows = [
        ("git status", ["git", "status"], None),
        ("git diff --cached", ["git", "diff", "--cached", "--name-only"], None),
        ("rg -c foo", ["rg", "-c", "foo", "."], None),
        ("vaultlint --version", [tool, "--version"], None),
        ("vaultlint, cold", [tool, "-q", "--no-cache"], "rg -c foo"),
        ("vaultlint, warm", [tool, "-q"], "git status"),
        ("vaultlint --staged", [tool, "-q", "--staged"], "git diff --cached"),
        ("rumdl", ["rumdl", "check", "--no-cache", "-s", "."], "vaultlint, cold"),
        ("typos", ["typos", "--format", "silent", "."], "vaultlint, cold"),
        ("markdownlint-cli2", ["markdownlint-cli2", "**/*.md"], "vaultlint, cold"),
    ]
    return [row for row in rows if os.path.isabs(row[1][0]) or shutil.which(row[1][0])]


def table(notes, folder, runs, is_clean):
    rows = commands()
    for _, command, _ in rows:
        measured(command, folder)
    taken = {name: [] for name, _, _ in rows}
    for _ in range(runs):
        for name, command, _ in rows:
            taken[name].append(measured(command, folder))
    median = {name: [statistics.median(run[at] for run in runs_of) for at in range(3)] for name, runs_of in taken.items()}
    print(f"\n{notes:,} notes{', none damaged' if is_clean else ', one in ten damaged'}\n")
    print("| command | time | CPU | memory | times as long as |\n|---|--:|--:|--:|---|")
    for name, _, peer in rows:
        seconds, cpu, memory = median[name]
        ratio = f"{seconds / median[peer][0]:.1f} `{peer}`" if peer in median else ""
        print(f"| `{name}` | {seconds * 1000:,.0f} ms | {cpu:.2f} s | {memory:,.0f} MB | {ratio} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", default="1000,10000,100000", help="sizes of the vaults, with commas between them")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", help="make the vaults here, and leave them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for notes in [int(notes) for notes in arguments.notes.split(",")]:
            for is_clean in (True, False):
                folder = os.path.join(arguments.keep or temporary, f"{notes}{'-clean' if is_clean else ''}")
                if not os.path.exists(folder):
                    make(folder, notes, is_clean)
                table(notes, folder, arguments.runs, is_clean)


if __name__ == "__main__":
    main()
