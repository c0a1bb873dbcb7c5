"""Holds our MCP server to the official clients: Python SDK (both lifecycles, stdio and HTTP), TypeScript SDK, inspector.

    cargo build -p isotone
    pip install mcp
    npm install --prefix /tmp/mcp @modelcontextprotocol/client @modelcontextprotocol/inspector   # optional
    python3 tests/peers/assistants.py target/debug/isotone [/tmp/mcp]

With a third argument, a file, the session with the Python client is recorded there.
"""
import asyncio, importlib.metadata, json, os, re, socket, subprocess, sys, tempfile, time, urllib.request

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import ElicitResult

ISOTONE = os.path.abspath(sys.argv[1])
NODE = sys.argv[2] if len(sys.argv) > 2 else None
RECORD = sys.argv[3] if len(sys.argv) > 3 else None
folder = tempfile.mkdtemp()
environment = {**os.environ, "ISOTONE_DATA": folder, "ISOTONE_WEATHER": "none", "ISOTONE_ZONE": "Europe/Lisbon"}
tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400))
recorded = []


def isotone(*arguments):
    done = subprocess.run([ISOTONE, *arguments], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def call(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text
    recorded.append((tool, arguments, text))
    return result, text


async def session(client, who):
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools["get_plan"].annotations.read_only_hint and not tools["plan_session"].annotations.read_only_hint
    plan, text = await call(client, "get_plan", date="tomorrow")
    assert "confidence" in text and "120 min at 08:00" in text, text
    receipt = plan.structured_content["sessions"][0]["needs"][0]["receipt"]
    assert receipt in text
    _, explained = await call(client, "explain_number", receipt=receipt)
    assert "equation:" in explained, explained
    wrong, text = await call(client, "get_plan", date="someday")
    assert wrong.is_error and "write today" in text, text
    print(f"{who}: {len(tools)} tools, protocol {client.protocol_version}, plan and receipt {receipt}")
    return plan.structured_content["sessions"][0]["session"]["id"]


async def main():
    isotone("athlete", "--name", "Ada", "--mass", "61 kg")
    isotone("plan", "--sport", "run", "--duration", "2 h", "--start", f"{tomorrow} 08:00", "--temperature", "28C", "--title", "Long run") \
        if "--title" in isotone("plan", "--help") else \
        isotone("plan", "--sport", "run", "--duration", "2 h", "--start", f"{tomorrow} 08:00", "--temperature", "28C")
    server = StdioServerParameters(command=ISOTONE, args=["mcp"], env=environment)

    # Trap 39: whatever is logged, every line of standard output is a message.
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
        {"jsonrpc": "2.0", "id": 3, "method": "nothing"},
    ]
    text = "not json\n" + "".join(json.dumps(line) + "\n" for line in lines)
    noisy = {**environment, "ISOTONE_LOG": "trace"}
    done = subprocess.run([ISOTONE, "mcp"], env=noisy, input=text, capture_output=True, text=True, timeout=60)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("id") for answer in answers] == [None, 1, 2, 3], answers
    print(f"stdio: {len(answers)} lines, all messages; {len(done.stderr.splitlines())} lines of log elsewhere")

    async with Client(stdio_client(server), mode="legacy") as client:
        await session(client, "python, stdio, handshake")
    recorded.clear()

    asked = []

    async def yes(context, params):
        asked.append(params.message)
        return ElicitResult(action="accept", content={"confirm": True})

    async with Client(stdio_client(server), elicitation_callback=yes) as client:
        name = await session(client, "python, stdio, discover")
        done, text = await call(client, "cancel_session", session=name)
        assert asked and done.structured_content["changed"], (asked, text)
        print("python: asked its person:", asked[0])
    if RECORD:
        with open(RECORD, "w") as file:
            for tool, arguments, text in recorded:
                file.write(f"{tool} {json.dumps(arguments)}\n{text}\n\n")

    async def no(context, params):
        return ElicitResult(action="decline")

    isotone("plan", "--sport", "run", "--duration", "2 h", "--start", f"{tomorrow} 08:00", "--temperature", "28C")
    async with Client(stdio_client(server), elicitation_callback=no) as client:
        plan, _ = await call(client, "get_plan", date="tomorrow")
        name = plan.structured_content["sessions"][0]["session"]["id"]
        refused, text = await call(client, "cancel_session", session=name)
        assert refused.is_error and "said no" in text, text
    async with Client(stdio_client(server)) as client:
        ask, text = await call(client, "cancel_session", session=name)
        assert "Nothing was changed yet" in text, text
        code = re.search(r'confirmation "(\w+)"', text)[1]
        done, text = await call(client, "cancel_session", session=name, confirmation=code)
        assert done.structured_content["changed"], text
        print("python: a client that cannot ask confirms by code")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    demo = subprocess.Popen([ISOTONE, "demo", "--listen", f"127.0.0.1:{port}"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/mcp"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        for mode in ["legacy", "auto"]:
            async with Client(url, mode=mode) as client:
                athletes, _ = await call(client, "list_athletes")
                one = athletes.structured_content["athletes"][0]["id"]
                _, text = await call(client, "get_plan", athlete=one, date="today")
                print(f"python, http, {mode}: protocol {client.protocol_version}, {text.splitlines()[0]}")
        if NODE:
            script = f"""
import * as m from '@modelcontextprotocol/client';
const c = new m.Client({{name: 't', version: '1'}});
await c.connect(new m.StreamableHTTPClientTransport(new URL('{url}')));
const tools = (await c.listTools()).tools.length;
const answer = await c.callTool({{name: 'get_plan', arguments: {{athlete: '{one}', date: 'today'}}}});
console.log('typescript, http:', tools, 'tools,', answer.content[0].text.split('\\n')[0]);
await c.close();
"""
            with open(os.path.join(NODE, "client.mjs"), "w") as file:
                file.write(script)
            print(subprocess.run(["node", "client.mjs"], cwd=NODE, capture_output=True, text=True, timeout=60, check=True).stdout.strip())
            inspect = [os.path.join(NODE, "node_modules/.bin/mcp-inspector"), "--cli", url, "--transport", "http", "--method", "tools/call", "--tool-name", "get_needs", "--tool-arg", f"athlete={one}", "--tool-arg", "date=today"]
            said = subprocess.run(inspect, cwd=NODE, capture_output=True, text=True, timeout=120)
            assert said.returncode == 0 and "content" in said.stdout, said.stdout + said.stderr
            print("inspector, http: get_needs answered", len(said.stdout), "bytes")
    finally:
        demo.terminate()
        demo.wait(20)
    print("all clients agree; mcp", importlib.metadata.version("mcp"))


asyncio.run(main())
