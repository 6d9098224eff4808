module liveberth

go 1.24
