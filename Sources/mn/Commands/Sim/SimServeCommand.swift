import MNCore
import MNSim

/// `mn sim serve`: the fake Model Runner at a port, for real clients.
enum SimServeCommand {
    static let command = Command(
        CommandSpecification(
            "sim serve",
            summary: "Serve a simulated Model Runner that clients connect to.",
            discussion: """
                It listens at 127.0.0.1 only, prints its URL and ends on Ctrl-C, with 0. It answers as \
                Docker Model Runner does, with no model in it unless --state says otherwise; every \
                model of the catalog can be pulled. Its platform and engine are those of --profile; \
                without one it is Docker Engine on Linux. Nothing is downloaded and nothing computed.

                Delays are not waited for: its time jumps ahead to what comes next. With --real-time \
                they are, and a model comes at the rate that the state names: "bandwidthBytesPerSecond" of \
                its offer, or of the state for all. What stalls does so either way.

                Each request is told on standard error when it is over: method, target, status, milliseconds \
                in the runner's time, bytes of the body. --quiet leaves that out.

                A client has to ask for this machine, by 'localhost', '127.0.0.1', '[::1]' or a name \
                that containers have for it; any other Host is answered with 421, so that no page of \
                another name can make a browser ask here. --allow-host adds a name. 'mn help limits' \
                tells what else it bounds.

                A fault is what a scenario has under 'runnerFaults': JSON, or a file that holds one or a \
                list. 'on' is a path, perhaps after a method, with * for anything; without it the fault \
                meets every request. 'firstCall', 'times', 'fromSeconds' and 'untilSeconds' bound it. A \
                client who is refused by a fault sees a connection that is reset.
                """,
            options: [
                port,
                OptionSpecification(
                    "fault", .value("JSON|FILE"), help: "Something that goes wrong.",
                    names: .one(of: .files), repeats: true),
                allowHost, realTime, quiet,
            ],
            examples: [
                .init("mn sim serve --port 12434", "where 'mn' and Docker's clients look"),
                .init("mn sim serve --profile FILE --state FILE", "the runner of another machine"),
                .init(
                    #"mn sim serve --real-time --fault '{"id": "slow", "kind": {"throttleBytesPerSecond": 1000000}}'"#,
                    "a slow line"),
                .init(
                    #"mn sim serve --fault '{"id": "cut", "on": "POST /models/create", "kind": {"closeAfterBytes": 999}}'"#,
                    "pulls that break off"),
            ]), takesStateAlone: true, run: run)

    static let port = OptionSpecification(
        "port", .value("N"),
        help: "Listen there; any free port if not given. Clients look at 12434.")
    static let allowHost = OptionSpecification(
        "allow-host", .value("NAME"), help: "Let clients ask for this host too.", repeats: true)
    static let realTime = OptionSpecification(
        "real-time", help: "Let clients wait as a real runner does.")
    static let quiet = OptionSpecification(
        "quiet", letter: "q", help: "Do not tell of each request, and no notices.")

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let hardware =
            world.simulatedMachine == nil
            ? nil : await world.hardware()
        let state = try SimulatedWorld.state(
            on: hardware, file: arguments.value("state"), world)
        let faults = try arguments.values("fault").flatMap { try Self.faults($0, world.files) }
        return try serve(state, faults, arguments, world, schema: "mn.sim.serve/1")
    }

    /// Serves a runner for as long as the user wants; the command has the four options above.
    static func serve(
        _ state: RunnerState, _ faults: [RunnerFault], _ arguments: ParsedArguments, _ world: World,
        schema: String
    ) throws -> Report {
        let hosts = try arguments.values("allow-host").map { try host($0, arguments) }
        let number = try number(arguments)
        guard let ports = world.ports else { throw PortFault.noPorts }
        let port = try ports.open(number ?? 0)
        let url = "http://127.0.0.1:\(port.number)"
        let (terminal, isQuiet) = (world.terminal, arguments.has("quiet"))
        let runner = ServedRunner(
            state, faults: faults, at: world.time.sinceEpoch, waits: arguments.has("real-time"),
            hosts: ServedHosts(hosts)
        ) { exchange in
            if !isQuiet { terminal.writeError(exchange.line + "\n") }
        }
        var report = Report(
            json: [
                "schema": .string(schema), "url": .string(url),
                "openai_base_url": .string(url + "/engines/v1"), "port": .integer(port.number),
                "faults": .strings(faults.map(\.id)),
                "real_time": .bool(arguments.has("real-time")),
                "machine": .string(orNull: world.simulatedMachine), "simulated": true,
            ]
        ) { _ in url + "\n" }
        report.afterwards = {
            world.terminal.tell("A simulated Model Runner answers there. Ctrl-C ends it.")
            try await port.serve(runner)
            return .done
        }
        return report
    }

    /// The port that is asked for.
    static func number(_ arguments: ParsedArguments) throws -> Int? {
        try arguments.value("port").map { text in
            guard let number = Int(text), (0...65535).contains(number) else {
                throw arguments.usage(
                    .badValue("--port", Sanitized.line(text), wanted: "a number up to 65535"))
            }
            return number
        }
    }

    /// The name of a host, without a port.
    private static func host(_ text: String, _ arguments: ParsedArguments) throws -> String {
        guard let host = HTTPAuthority(text), host.port == nil else {
            throw arguments.usage(
                .badValue("--allow-host", text, wanted: "a host without its port"))
        }
        return host.host
    }

    /// One fault or a list of them, as JSON or in a file.
    static func faults(_ text: String, _ files: any Files) throws -> [RunnerFault] {
        let isJSON = text.first { !$0.isWhitespace }.map { "{[".contains($0) } ?? false
        let bytes = isJSON ? Array(text.utf8) : try files.read(text, limit: Document.sizeLimit)
        return try Document.read(
            bytes, kind: "fault of a Model Runner", name: isJSON ? "--fault" : text
        ) { (field) throws(JSONFault) in
            guard field.value.array != nil else { return [try RunnerFault(field)] }
            var faults: [RunnerFault] = []
            for element in try field.array() { faults.append(try RunnerFault(element)) }
            return faults
        }
    }
}
