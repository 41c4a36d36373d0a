package term

// Modes of the output of a Windows console (consoleapi.h), of which some are off at the
// start: without them it prints escape sequences as text, and stays at the last column.
const (
	processedOutput = 0x1
	obeysSequences  = 0x4
)

// drawingMode returns the mode in which the output of a console obeys escape sequences;
// it is the same if it does already.
func drawingMode(mode uint32) uint32 { return mode | processedOutput | obeysSequences }
