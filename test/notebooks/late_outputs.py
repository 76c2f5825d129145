"""Executes a notebook as `jupyter nbconvert --execute` does, and takes what Deno's kernel sends late.

Deno (2.9.6) says that a cell is done, and may send what the cell showed just behind that: 9 times in 60 on two busy cores.
nbclient has stopped listening then.
"""

from queue import Empty
from time import monotonic

from jupyter_core.utils import ensure_async
from nbclient.exceptions import CellExecutionComplete
from nbconvert.preprocessors import ExecutePreprocessor
from traitlets import default

QUIET_SECONDS = 0.3
MOST_SECONDS = 1.0


class LateOutputs(ExecutePreprocessor):
    @default("enabled")
    def _enabled(self):
        return True

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        ends = monotonic() + MOST_SECONDS
        while monotonic() < ends:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS))
            except Empty:
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    pass
