// bench MN HELLO
//
// Prints how long whole processes take, in turn with each other, and how many verdicts a second one core gives.
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import MNCore
import MNSim
import Profiles

let mn = CommandLine.arguments[1]
let hello = CommandLine.arguments[2]

/// Runs a program to its end, its output thrown away.
func run(_ argv: [String]) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = argv.map { strdup($0) } + [nil]
    var pid: pid_t = 0
    precondition(
        posix_spawn(&pid, argv[0], &actions, nil, words, environ) == 0, "cannot run \(argv[0])")
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {}
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
}

/// The median time of a program, each of several measured in turn.
func medians(_ programs: [[String]], runs: Int) -> [Duration] {
    var times = [[Duration]](repeating: [], count: programs.count)
    for round in 0...runs {
        for (index, program) in programs.enumerated() {
            let time = ContinuousClock().measure { run(program) }
            if round > 0 { times[index].append(time) }
        }
    }
    return times.map { $0.sorted()[runs / 2] }
}

func milliseconds(_ duration: Duration) -> String {
    let tenths = Int(duration / .microseconds(100))
    return "\(tenths / 10).\(tenths % 10) ms"
}

func perSecond(_ count: Int, _ duration: Duration) -> Int {
    Int(Double(count) / (duration / .seconds(1)))
}

/// The most memory that this process had, in bytes.
func peakMemory() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
    getrusage(RUSAGE_SELF, &usage)
    #endif
    #if canImport(Darwin)
    return usage.ru_maxrss
    #else
    return usage.ru_maxrss << 10
    #endif
}

// First, while this process is small.
try await printMatrixTimes()
try printInstallTimes()
printRequestTimes()

let programs = [
    [hello], [mn, "--version"], [mn, "--help"],
    [mn, "model", "show", "--compatibility", "--profile", "nvidia-rtx4060-laptop-8gb-wsl2"],
    [mn, "sim", "matrix"], [mn, "sim", "matrix", "--models", "all"],
    [mn, "sim", "run"], [mn, "sim", "coverage"],
]
let times = medians(programs, runs: 21)
print("Whole processes, median of 21, in turn:")
for (program, time) in zip(programs, times) {
    let name =
        program == [hello]
        ? "hello world (FoundationEssentials)" : "mn " + program.dropFirst().joined(separator: " ")
    let tenths = Int(time / times[0] * 10)
    print("  \(milliseconds(time))  \(tenths / 10).\(tenths % 10)x  \(name)")
}

var machines: [Hardware] = []
for (id, text) in EmbeddedProfiles.texts.sorted(by: { $0.key < $1.key }) {
    let profile = try Profile.read(Array(text.utf8), name: id)
    machines.append(await Hardware.probe(ReplayMachine(profile)))
}
let models = Catalog.builtin.models
var accepted = 0
let rounds = 200
let prepared = machines.map { RuleTable.standard.prepared($0) }
let ruleTime = ContinuousClock().measure {
    for _ in 0..<rounds {
        for machine in prepared {
            for model in models
            where RuleTable.standard.decision(model, on: machine).status.isAccepted {
                accepted += 1
            }
        }
    }
}
let verdictTime = ContinuousClock().measure {
    for _ in 0..<rounds {
        for hardware in machines {
            for model in models where RuleTable.standard.verdict(model, on: hardware).isOK {
                accepted += 1
            }
        }
    }
}
let count = rounds * machines.count * models.count
print(
    "Rules: \(perSecond(count, ruleTime)) decisions/s, \(perSecond(count, verdictTime)) full verdicts/s on one core"
)
print(
    "  (\(machines.count) machines x \(models.count) models x \(rounds), \(accepted / rounds / 2) accepted)"
)

let text = Array(EmbeddedProfiles.texts.values.joined(separator: ",").utf8)
let document = Array("[".utf8) + text + Array("]".utf8)
let parseTime = try ContinuousClock().measure { for _ in 0..<20 { _ = try JSON.parse(document) } }
print("JSON: \(perSecond(20 * document.count, parseTime) >> 20) MiB/s read")
