timeval double
title
10.0.0.1:1000_==>_10.0.0.2:80 (time sequence graph)
xlabel
time
ylabel
sequence number
white
darrow 0.000000 1001
uarrow 0.000000 1011
line 0.000000 1001 0.000000 1011
white
darrow 0.250000 1011
uarrow 0.250000 1021
line 0.250000 1011 0.250000 1021
purple
line 0.500000 1015 0.500000 1021
htick 0.500000 1015
htick 0.500000 1021
atext 0.500000 1021
S
orange
btext 1.000000 1031
P
white
darrow 1.000000 1021
uarrow 1.000000 1031
line 1.000000 1021 1.000000 1031
go
