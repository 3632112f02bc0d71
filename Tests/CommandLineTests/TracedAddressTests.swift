import MNCore
import MNSim
import Testing

@testable import mn

/// Addresses that somebody gave with a user in them, as no rule for addresses foresees them.
@Suite struct `A traced address with a user` {
    static let addresses = [
        "http://canary er:canary'w x@127.0.0.1:1", "http://canary\"er:p canary@box.canary.net:1",
        "http://canary:p/canary w@box.canary.net:1/v1", "canary er:canary x@db.canary.net:1",
        "http://canary,b c:canary,e@box.canary.net:1", "http://canary:canary@box.canary.net:1?x=1",
        "http://canary:canary@box.canary.net:1", "canary:canary@box.canary.net:1",
        "tcp://canary er:canary@box.canary.net:2375",
    ]

    @Test(arguments: addresses) func `tells nothing, and its trace replays`(address: String) async {
        for (arguments, variable) in [
            (["sim", "contract", address], nil), (["model", "doctor"], "MODEL_RUNNER_HOST"),
            (["model", "doctor"], "DOCKER_HOST"),
            (["model", "list", "--installed"], "MODEL_RUNNER_HOST"),
        ] {
            var world = `The scenarios`.world()
            var environment = ["HOME": "/home/canary", "USER": "canary"]
            if let variable { environment[variable] = address }
            world.environment = environment
            let tracer = Tracer(world)
            let exit = await Program.run(arguments, tracer.world)
            let raw = tracer.trace(arguments, exit: exit, version: "1")
            let printed = raw.ending.standardOutput + raw.ending.standardError
            #expect(
                !printed.replacing("box.canary.net", with: "").replacing("db.canary.net", with: "")
                    .contains("canary"), "\(printed)")
            let trace = Program.shareable(raw, environment, in: world)
            #expect(!trace.text.contains("canary"), "\(trace.text)")
            let (_, divergence) = TraceReplay(trace).run(in: world, program: Program.run)
            #expect(divergence == nil, "\(arguments)")
            #expect(trace.ending.exitCode == raw.ending.exitCode, "\(arguments)")
            let check = PrivacyCheck(Array(trace.text.utf8), Secrets(), Identity(environment))
            #expect(check.findings.map(\.shown) == [])
        }
    }
}
