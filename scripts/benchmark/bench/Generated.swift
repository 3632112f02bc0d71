import MNCore
import MNSim
import Profiles

/// Machines that do not exist: the evidence of a real profile with other sizes of memory, one after the other.
struct GeneratedMachines {
    private let bases: [Profile]

    init() throws {
        bases = try EmbeddedProfiles.texts.sorted { $0.key < $1.key }.map {
            try Profile.read(Array($0.value.utf8), name: $0.key)
        }
    }

    /// The machine of a number.
    func profile(_ number: Int) -> Profile {
        var profile = bases[number % bases.count]
        profile.id += "-\(number)"
        if profile.recording[.file("/proc/meminfo")] != nil {
            let kibibytes = 1_048_576 * (1 + number % 128) - number
            profile.recording[.file("/proc/meminfo")] = .bytes(
                Array("MemTotal: \(kibibytes) kB\n".utf8))
        }
        return profile
    }
}

/// So many models, with minima spread over what machines have.
func generatedModels(_ count: Int) -> [Model] {
    (0..<count).map { number in
        var model = Catalog.builtin.models[number % Catalog.builtin.models.count]
        model.id += "-\(number)"
        let gigabytes = 0.5 + Double(number % 40)
        model.requirements = Requirements([
            .videoMemory: gigabytes, .unifiedMemory: 2 * gigabytes, .processorMemory: 4 * gigabytes,
            .acceptedMemory: 2 * gigabytes,
        ])
        return model
    }
}

/// What a matrix written as JSON Lines took, and how much it wrote.
struct MatrixTimes {
    /// Making the machines, which stands for reading them.
    var reading: Duration = .zero
    var probing: Duration = .zero
    var judging: Duration = .zero
    var writing: Duration = .zero
    var verdicts = 0
    var bytes = 0
}

func matrixTimes(machines: Int, models: Int, generated: GeneratedMachines) async -> MatrixTimes {
    let clock = ContinuousClock()
    let matrix = Matrix(models: generatedModels(models), catalog: .builtin)
    var gate = MatrixGate(matrix)
    var lines = MatrixLines(matrix)
    var times = MatrixTimes()
    for number in 0..<machines {
        let start = clock.now
        let profile = generated.profile(number)
        let read = clock.now
        _ = await Hardware.probe(ReplayMachine(profile))
        let probed = clock.now
        // A slice probes the machine once more, which is taken off below.
        let slice = await matrix.slice(profile)
        let cells = gate.check(slice)
        let judged = clock.now
        let text = lines.text(cells, profile: profile.id)
        times.bytes += text.utf8.count
        times.reading += read - start
        times.probing += probed - read
        times.judging += max(.zero, judged - probed - (probed - read))
        times.writing += clock.now - judged
        times.verdicts += cells.count
    }
    return times
}

func printMatrixTimes() async throws {
    let generated = try GeneratedMachines()
    print("A matrix of 100 models, written as JSON Lines (to memory), reading not counted:")
    for machines in [2_500, 5_000, 10_000] {
        let times = await matrixTimes(machines: machines, models: 100, generated: generated)
        let written = times.judging + times.writing
        let total = times.probing + written
        print(
            "  \(machines) machines: \(perSecond(times.verdicts, written)) verdicts/s judged and written,"
                + " \(perSecond(times.verdicts, total)) with the probing of the evidence;\n    probing"
                + " \(milliseconds(times.probing)), judging \(milliseconds(times.judging)), writing"
                + " \(milliseconds(times.writing)),"
                + " \(times.bytes >> 20) MiB out, at most \(peakMemory() >> 20) MiB of memory so far"
        )
    }
}
