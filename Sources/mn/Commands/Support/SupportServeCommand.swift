import MNCore
import MNSim
import MNSupport

/// `mn support serve`: a simulated runner with what the customer's runner had, for the lab's own clients.
enum SupportServeCommand {
    static let command = Command(
        CommandSpecification(
            "support serve",
            summary: "Serve a Model Runner with what the customer's had.",
            discussion: """
                Its models, backends and version are those that the customer's runner told of itself; \
                what it did not tell is as in a runner in good health, and every model of the catalog can \
                be pulled. With --with-faults each request that went wrong goes wrong again. All else is \
                as with 'mn sim serve'.
                """,
            positionals: [SupportReplayCommand.file],
            options: [
                SimServeCommand.port,
                OptionSpecification("with-faults", help: "Let go wrong what went wrong."),
                SimServeCommand.allowHost, SimServeCommand.realTime, SimServeCommand.quiet,
            ],
            examples: [
                .init("mn support serve customer.json --port 12434", "where clients look")
            ]), tracesItself: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let path = arguments.required("FILE")
        let file = try SupportFile.read(path, in: world.files)
        var events = file.run?.events ?? []
        // What was asked of it for the bundle counts where the run did not ask.
        if case .bundle(let bundle) = file { events += bundle.runner }
        if events.isEmpty { _ = try file.run(name: path) }
        let runner = TracedRunner(events)
        let offers = RegistryOffer.offers(of: try world.catalog().catalog)
        var base = RunnerState()
        base.registry.offers = offers
        if let machine = file.machine {
            base = RunnerState(on: await Hardware.probe(ReplayMachine(machine)), offers: offers)
        }
        let state = try runner.runner(over: base, name: path)
        var faults: [RunnerFault] = []
        if arguments.has("with-faults") {
            let text = JSON.array(TracedAnswers(failuresOf: events, places: runner.places).faults)
            faults = try Document.read(
                Array(text.text(.canonical).utf8), kind: "fault of a runner", name: path
            ) { (field) throws(JSONFault) in
                var faults: [RunnerFault] = []
                for element in try field.array() { faults.append(try RunnerFault(element)) }
                return faults
            }
        }
        var world = world
        world.simulatedMachine = file.machine?.id
        return try SimServeCommand.serve(
            state, faults, arguments, world, schema: "mn.support.serve/1")
    }
}
