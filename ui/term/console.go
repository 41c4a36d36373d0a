package term

// Modes of the output of a Windows console (consoleapi.h), of which some are off at the
// start: without them it prints escape sequences as text, and stays at the last column.
const (
	processedOutput = 0x1
	obeysSequences  = 0x4
)

// drawing is added to the mode of an output so that it obeys escape sequences.
const drawing = processedOutput | obeysSequences
