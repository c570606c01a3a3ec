timeval double
title
10.0.0.2:80_==>_10.0.0.3:1001 (time sequence graph)
xlabel
time
ylabel
sequence number
white
darrow 1767225600.151000 5000
uarrow 1767225600.151000 5000
atext 1767225600.151000 5000 magenta
RST_OUT
go
