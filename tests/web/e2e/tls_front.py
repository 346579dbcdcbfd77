"""A proxy that takes the encryption on itself, as before a planner of a team: PORT TARGET CERTIFICATE KEY."""

import asyncio
import ssl
import sys
from contextlib import suppress


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    target.close()


async def _serve(port: int, target: int, certificate: str, key: str) -> None:
    async def both_ways(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(_pump(reader, behind[1]), _pump(behind[0], writer))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(both_ways, "127.0.0.1", port, ssl=context)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    port, target, certificate, key = sys.argv[1:]
    asyncio.run(_serve(int(port), int(target), certificate, key))  # noqa: TID251 - a process of its own
