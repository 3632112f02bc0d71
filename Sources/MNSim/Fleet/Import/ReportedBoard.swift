import MNCore

/// Boards of NVIDIA's, on which what its toolkit asks of the system counts and not the driver alone.
enum ReportedBoard {
    private static let names: Set<Substring> = [
        "igx", "agx", "jetson", "orin", "xavier", "thor", "tegra", "clara", "holoscan",
    ]

    /// Whether a machine may be one, by what it and its kernel are called; one with an x86-64 processor is none.
    static func isNVIDIA(_ texts: [String?], _ facts: FleetFacts.Kind) -> Bool {
        guard facts.processor.value != .x86_64,
            facts.system.value == .linux || facts.system.value == nil
        else { return false }
        return texts.contains { text in
            (text ?? "").lowercased().split { !$0.isLetter && !$0.isNumber }
                .contains(where: names.contains)
        }
    }
}
