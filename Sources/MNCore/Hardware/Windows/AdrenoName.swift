/// What the names of Qualcomm's GPUs say about their generation.
enum AdrenoName {
    /// The runner's OpenCL build is for 6xx and newer (dmr-contract §7.3).
    private static let minimum = 600

    /// The GPU of a Windows machine with this adapter name.
    static func gpu(
        _ name: String, processor: String, device: String, host: String,
        memory: Fact<MemorySize>, _ evidence: [Evidence]
    ) -> GPU {
        var gpu = GPU(
            .adreno, name: name, pool: .unified, memory: memory,
            generation: .unknown(
                evidence.map { Gap($0.access, .unreadable("'\(name)' names no generation")) }),
            sighting: evidence)
        let known =
            [name, processor].lazy.compactMap { series($0) }.first ?? series(device: device)
        guard let series = known ?? series(host) else { return gpu }
        gpu.generation = .known(series.name, evidence)
        if series.number < minimum {
            gpu.fault = .tooOld(generation: series.name, minimum: "6xx")
        }
        return gpu
    }

    /// The ACPI devices of graphics whose early drivers name no model (hardware.md §8.3).
    private static let devices = [("DEV_0C36", "X1-85"), ("DEV_0D17", "X1-45")]

    private static func series(device: String) -> (name: String, number: Int)? {
        devices.first { device.contains("VEN_QCOM") && device.contains($0.0) }
            .map { ($0.1, 700) }
    }

    /// The series in a name: its own number, an X model, or the system-on-chip it belongs to
    /// (hardware.md §8.3).
    private static func series(_ text: String) -> (name: String, number: Int)? {
        for word in text.split(whereSeparator: { " ()-".contains($0) })
        where ["X1", "X2"].contains(word) {
            return ("\(word)", 700)
        }
        let tail = text.components(after: "Adreno")
        for word in tail.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if word.count == 3 || word.count == 4, let number = Int(word.prefix(3)) {
                return (String(word), number)
            }
        }
        let chips: [(String, Int)] = [
            ("X Elite", 700), ("X Plus", 700), ("8cx", 600), ("7c", 600), ("SQ1", 600),
            ("SQ2", 600),
            ("SQ3", 600), ("850", 600), ("835", 540),
        ]
        for (chip, number) in chips where text.contains(chip) { return (chip, number) }
        return nil
    }
}

extension String {
    /// What follows a word; empty if the word is not there.
    fileprivate func components(after word: String) -> Substring {
        firstRange(of: word).map { self[$0.upperBound...] } ?? ""
    }
}
