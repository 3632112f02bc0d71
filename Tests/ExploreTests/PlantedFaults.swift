// long: one table, a bug each
import MNCore
import MNSim
import MNSupport
import Synchronization

extension PlantedFault {
    static let all = files + requests + speech + machines + commands

    private static func files(
        _ name: String, _ change: @escaping @Sendable (inout BadFiles) -> Void
    ) -> PlantedFault {
        .world(name) { world, _ in
            var files = BadFiles(inner: world.files)
            change(&files)
            world.files = files
        }
    }

    private static func isLedger(_ path: String) -> Bool { path.hasSuffix("ownership.json") }

    private static let files: [PlantedFault] = [
        files("the ledger is not written") { $0.writes = { isLedger($1) ? nil : ($1, $0) } },
        files("the ledger is emptied") { $0.writes = { ($1, isLedger($1) ? [] : $0) } },
        files("the ledger is cut") {
            $0.writes = { ($1, isLedger($1) ? Array($0.dropLast(20)) : $0) }
        },
        files("the ledger goes elsewhere") { $0.writes = { (isLedger($1) ? $1 + "2" : $1, $0) } },
        files("the ledger loses what it does not know") {
            $0.writes = { bytes, path in
                guard isLedger(path), var document = try? JSON.parse(bytes).object else {
                    return (path, bytes)
                }
                document["kept"] = nil
                return (path, Array(JSON.object(document).text().utf8))
            }
        },
        files("the ledger is taken for empty") { $0.reads = { isLedger($1) ? [] : $0 } },
        files("a ledger that cannot be read is taken for none") {
            $0.readFault = {
                isLedger($0.path) ? Array("{\"version\": 1, \"models\": {}}".utf8) : nil
            }
        },
        files("faults of writing are swallowed") { $0.ignoresWriteFaults = true },
        files("no lock is taken") { $0.takesLocks = false },
        files("no lock is released") { $0.releasesLocks = false },
        .world("a file is left behind") { world, words in
            if words.dropFirst().first == "install" {
                try? world.files.replace("/home/user/.mn/models/mn.tmp", with: [1])
            }
        },
        PlantedFault("a file of the run stays after a kill, and stands in the way") { program in
            { arguments, world, tell in
                guard ["install", "update"].contains(arguments.dropFirst().first) else {
                    return await program(arguments, world, tell)
                }
                let path = "/home/user/.mn/models/services.pid"
                if (try? world.files.read(path, limit: 10)) == [1] { return .failed }
                try? world.files.replace(path, with: [1])
                let exit = await program(arguments, world, tell)
                try? world.files.replace(path, with: [0])
                return exit
            }
        },
        .world("the ledger is written before the pull") { world, words in
            let files = world.files
            world.http = BadHTTP(
                inner: world.http,
                before: { request in
                    guard request.target == "/models/create",
                        let name = (try? JSON.parse(request.body))?["from"]?.string
                    else { return }
                    let path = "/home/user/.mn/models/ownership.json"
                    let document: JSON = [
                        "version": 1, "models": .object([name: ["manual": true]]),
                    ]
                    try? files.replace(path, with: Array(document.text().utf8))
                })
        },
    ]

    private static func requests(
        _ name: String, _ change: @escaping @Sendable (inout BadHTTP) -> Void
    ) -> PlantedFault {
        .world(name) { world, _ in
            var http = BadHTTP(inner: world.http)
            change(&http)
            world.http = http
        }
    }

    private static func answer(
        _ part: HTTPResponsePart, status: Int? = nil, body: String? = nil
    ) -> HTTPResponsePart {
        switch part {
        case .head(var head):
            if let status { head.status = status }
            return .head(head)
        case .body(let bytes): return .body(body.map { Array($0.utf8) } ?? bytes)
        }
    }

    private static let requests: [PlantedFault] = [
        requests("a request that only asks unloads engines") {
            $0.sends = { request in
                request.target == "/engines/status"
                    ? HTTPRequest("POST", "/engines/unload") : request
            }
        },
        requests("requests go to another port") {
            $0.place = { request, place in
                request.target == "/models" ? Endpoint("http://localhost:12435") : place
            }
        },
        requests("a path is asked that is not declared") {
            $0.sends = { $0.target == "/engines/df" ? HTTPRequest("GET", "/telemetry") : $0 }
        },
        requests("a time-out is ignored") { $0.isPatient = true },
        requests("an error of a pull is taken for success") {
            $0.answers = { part, request in
                guard request.target == "/models/create" else { return part }
                return answer(
                    part, status: 200,
                    body: "{\"type\":\"success\",\"message\":\"Model pulled successfully\"}\n")
            }
        },
        requests("an error of a removal is taken for success") {
            $0.answers = { $1.method == "DELETE" ? answer($0, status: 200) : $0 }
        },
        requests("a model is never removed") { $0.place = { $0.method == "DELETE" ? nil : $1 } },
        requests("a model is never pulled") {
            $0.place = { $0.target == "/models/create" ? nil : $1 }
        },
        requests("no model is ever listed") {
            $0.answers = { part, request in
                request.target == "/models" ? answer(part, body: "[]") : part
            }
        },
        requests("a secret is in a header") {
            $0.sends = { request in
                var request = request
                request.headers.fields.append(
                    .init(name: "X-Token", value: "hf_QuartzVexedNymphJock7Waltz0Bad"))
                return request
            }
        },
        requests("statuses of errors are not looked at") {
            $0.answers = { part, _ in
                if case .head(let head) = part, head.status >= 400 {
                    return answer(part, status: 200)
                }
                return part
            }
        },
        requests("a pull is of another model") {
            $0.sends = { request in
                guard request.target == "/models/create",
                    var document = (try? JSON.parse(request.body))?.object
                else { return request }
                var request = request
                document["from"] = "ai/smollm2:135M-Q4_0"
                request.body = Array(JSON.object(document).text(.compact).utf8)
                return request
            }
        },
    ]

    private static func terminal(
        _ name: String, _ change: @escaping @Sendable (inout BadTerminal, World, [String]) -> Void
    ) -> PlantedFault {
        .world(name) { world, words in
            var terminal = BadTerminal(inner: world.terminal)
            change(&terminal, world, words)
            world.terminal = terminal
        }
    }

    private static let speech: [PlantedFault] = [
        terminal("a token is printed") { terminal, world, _ in
            let token = world.environment.all["HF_TOKEN"] ?? ""
            terminal.writesErrors = { $0 + token }
        },
        terminal("a control character is printed") { terminal, _, _ in
            terminal.writes = { $0 + "\u{1B}[2J" }
        },
        terminal("progress falls") { terminal, _, _ in
            terminal.writesErrors = { $0.replacing("mn: 50% of", with: "mn: 5% of") }
        },
        terminal("a document is printed twice") { terminal, _, words in
            if words.contains("--json") { terminal.writes = { $0 + $0 } }
        },
        terminal("a notice is before the document") { terminal, _, words in
            if words.contains("--json"), words.contains("doctor") {
                terminal.writes = { "Note.\n" + $0 }
            }
        },
        terminal("colour leaves a word out") { terminal, _, words in
            if words.contains("--color") { terminal.writes = { $0.replacing("model", with: "") } }
        },
        exit("a crash") { exit, words in words.first == "hardware" ? .internalError : exit },
        exit("an exit code that nobody promised") { exit, words in
            exit == .unknownModel ? ExitCode(rawValue: 9) ?? exit : exit
        },
        exit("with --json all is well") { exit, words in words.contains("--json") ? .done : exit },
        exit("a runner that is lost is no failure") { exit, _ in
            exit == .runnerUnreachable ? .done : exit
        },
        exit("a failure is no failure") { exit, words in
            exit == .failed && words.dropFirst().first == "install" ? .done : exit
        },
        told("every failure is the runner's") { told, _ in
            guard case .complaint(var complaint) = told else { return told }
            complaint.code = .runnerUnreachable
            return .complaint(complaint)
        },
        told("a fix is no command") { told, _ in
            guard case .complaint(var complaint) = told else { return told }
            complaint.fixes.append("mn model repair --all")
            return .complaint(complaint)
        },
        PlantedFault("a fix leads to itself") { program in
            { arguments, world, tell in
                await program(arguments, world) { told in
                    guard case .complaint(var complaint) = told else { return tell(told) }
                    complaint.fixes = ["mn " + arguments.joined(separator: " ")]
                    tell(.complaint(complaint))
                }
            }
        },
        PlantedFault("what is said hangs on the width") { program in
            { arguments, world, tell in
                if world.terminal.presentation.width != nil, arguments.contains("doctor") {
                    return .failed
                }
                return await program(arguments, world, tell)
            }
        },
    ]

    private static func machine(
        _ name: String, _ answers: @escaping @Sendable (Access, Outcome) -> Outcome
    ) -> PlantedFault {
        .world(name) { world, _ in
            world.machine = BadMachine(inner: world.machine, answers: answers)
        }
    }

    private static let count = Mutex(0)

    private static let machines: [PlantedFault] = [
        machine("a size runs over") { access, outcome in
            guard access == .file("/proc/meminfo"), case .bytes(let bytes) = outcome else {
                return outcome
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let kibibytes = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return kibibytes < 24 << 20
                ? outcome : .bytes(Array("MemTotal: \(kibibytes % (24 << 20)) kB\n".utf8))
        },
        .world("a program of another system is asked for") { world, _ in
            world.machine = CuriousMachine(inner: world.machine)
        },
        machine("what was not recorded is taken for absent") { $1 == .unrecorded ? .absent : $1 },
        machine("line ends of Windows are not understood") { _, outcome in
            guard case .bytes(let bytes) = outcome, bytes.contains(13) else { return outcome }
            return .bytes([])
        },
        machine("now and then an answer is lost") { access, outcome in
            let number = count.withLock {
                $0 += 1; return $0
            }
            return number % 17 == 0 ? .denied : outcome
        },
        .world("the doctor sees another machine") { world, words in
            guard words.contains("doctor") else { return }
            world.machine = BadMachine(inner: world.machine) { access, outcome in
                access == .file("/proc/meminfo") ? .denied : outcome
            }
        },
        PlantedFault("a file is read over and over") { program in
            { arguments, world, tell in
                if arguments.contains("list") {
                    for _ in 0..<2500 { _ = try? world.files.read("/home/user/.mn/x", limit: 1) }
                }
                return await program(arguments, world, tell)
            }
        },
        PlantedFault("it waits for days") { program in
            { arguments, world, tell in
                if arguments.contains("recommend") {
                    await world.time.sleep(for: .seconds(3 * 86_400))
                }
                return await program(arguments, world, tell)
            }
        },
        PlantedFault("a variable is read past the seam") { program in
            { arguments, world, tell in
                if world.environment.all["CI"] != nil { world.terminal.write("CI\n") }
                return await program(arguments, world, tell)
            }
        },
    ]

    private static let commands: [PlantedFault] = [
        words("install always forces") {
            $0.dropFirst().first == "install" ? $0 + ["--force"] : $0
        },
        words("remove always forces") { $0.dropFirst().first == "remove" ? $0 + ["--force"] : $0 },
        words("a dry run is none") { $0.filter { $0 != "--dry-run" } },
        words("update removes") { words in
            words.dropFirst().first == "update" ? ["model", "remove"] + words.dropFirst(2) : words
        },
        told("force changes the verdict") { told, words in
            guard case .ruling(var ruling) = told, words.contains("--force") else { return told }
            ruling.status = "pass"
            return .ruling(ruling)
        },
        told("doctor judges by itself") { told, words in
            guard case .ruling(var ruling) = told, words.contains("doctor") else { return told }
            ruling.status = "pass"
            return .ruling(ruling)
        },
    ]
}
