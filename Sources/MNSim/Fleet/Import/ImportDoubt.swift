import MNCore

/// What is told of a machine and was not taken as it stands.
enum ImportDoubt: Int, Hashable, Comparable {
    case noDay, unclearDay, laterDay
    case personalModel, personalTag, personalGPU, personalDriver, untoldGPU, personalText

    static func < (left: ImportDoubt, right: ImportDoubt) -> Bool {
        left.rawValue < right.rawValue
    }

    /// - Parameter count: of how many rows.
    func sentence(_ count: Int) -> String {
        let rows = "Of \(Words.count(count, "row"))"
        return switch self {
        case .noDay:
            "\(rows) no day is told on which the machine was seen; they count as seen lately."
        case .unclearDay:
            "\(rows) the day on which the machine was seen cannot be read; they count as seen lately."
        case .laterDay:
            "\(rows) the day on which the machine was seen is after that of the fleet, and counts for none."
        case .personalModel:
            "\(rows) what should be the model names a machine or a person, and is left out."
        case .personalTag: "\(rows) a tag names a machine or a person, and is left out."
        case .personalGPU:
            "\(rows) the name of a GPU holds that of a machine or a person; … stands for that."
        case .personalDriver:
            "\(rows) a driver's version names a machine or a person, and counts as not known."
        case .untoldGPU:
            "\(rows) a GPU cannot be told without the name of a machine or a person, and counts as not known."
        case .personalText:
            "\(rows) other words name a machine or a person, and are left out."
        }
    }
}
