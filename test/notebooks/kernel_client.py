"""Runs cells in Deno's kernel and prints what it shows, message by message, as JSON.

What is read: {"cells": [text, …], "clicks": how often a button is clicked}. A button is clicked as a page does it: its address is
asked for, when it is shown the second time.
"""

import json
import re
import sys
from queue import Empty
from time import monotonic
from urllib.request import urlopen

from jupyter_client.manager import KernelManager

asked = json.load(sys.stdin)
manager = KernelManager(kernel_name="deno")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)

seen = {}
clicks = asked["clicks"]
messages = []


def take(message):
    global clicks
    content = message["content"]
    if message["msg_type"] == "error":
        messages.append({"type": "error", "text": content["evalue"]})
    if "data" not in content:
        return
    html = content["data"].get("text/html", "")
    place = content.get("transient", {}).get("display_id")
    messages.append({"type": message["msg_type"], "place": place, "html": html})
    address = re.search(r"http://127\.0\.0\.1:\d+/[\w-]+", html)
    if address is None or clicks == 0:
        return
    seen[address[0]] = seen.get(address[0], 0) + 1
    if seen[address[0]] == 2:
        clicks -= 1
        messages.append({"type": "click", "status": urlopen(address[0], timeout=10).status})


for cell in asked["cells"]:
    sent = client.execute(cell)
    idle = None
    ends = monotonic() + 60
    while monotonic() < ends and (idle is None or monotonic() < idle + 0.5):
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except Empty:
            continue
        if message["parent_header"].get("msg_id") == sent and message["content"].get("execution_state") == "idle":
            idle = monotonic()
        take(message)

client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps(messages))
