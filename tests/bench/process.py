"""Prints wall time, processor time and peak memory of whole runs of the command:
`score` of one ad, and `batch` over a file of about the size asked for (in MB)."""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def run(command, times):
    walls = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        start = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        walls.append(time.monotonic() - start)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times
    return statistics.median(walls), cpu, after.ru_maxrss / 1024


def main():
    program, megabytes = sys.argv[1], int(sys.argv[2])
    root = pathlib.Path(__file__).resolve().parents[2]
    wall, cpu, peak = run([program, "score", "-f", str(root / "data/samples/honest.txt")], 20)
    print(f"score of one ad: {wall * 1e3:.0f} ms wall, {cpu * 1e3:.0f} ms processor, "
          f"{peak:.0f} MB at most")
    ads = [json.loads(row) for row in (root / "data/ads/field-legit.jsonl").open(encoding="utf-8")]
    ads = [ad["text"] for ad in ads if 700 <= len(ad["text"].encode()) <= 1400]
    with tempfile.TemporaryDirectory() as directory:
        file = os.path.join(directory, "ads.jsonl")
        written = rows = 0
        with open(file, "w", encoding="utf-8") as out:
            while written < megabytes << 20:
                written += out.write(json.dumps({"id": str(rows), "text": ads[rows % len(ads)]},
                                                ensure_ascii=False) + "\n")
                rows += 1
        for workers in ("1", str(os.cpu_count())):
            wall, cpu, peak = run([program, "batch", file, "-j", workers, "--quiet",
                                   "-o", os.path.join(directory, "out.jsonl")], 1)
            print(f"batch, {workers} workers: {rows / wall:.0f} ads/s, {written / wall / 1e6:.1f} MB/s, "
                  f"{rows / cpu:.0f} ads per second of processor time, {peak:.0f} MB at most")


main()
